import { GatewayApplication } from '../../../apps/gateway/src/app/gateway-application';
import { closedAfterTest } from '../../support/closing';
import { GatewayLedger } from '../../support/gateway-ledger';
import { configFor, type GatewayOptions, startBackends } from '../../support/gateway-options';
import { readFileSync } from 'node:fs';
import { type Certificates } from '../../upstream/support/certificates';
import { type Ending, visitByHttp1 } from './http1-visitor';
import { visitByHttp2 } from './http2-visitor';
import { type Visit } from './plan';
import { aScriptedBackend } from './scripted-backend';
import { type Addresses } from './visitor';
import { EVENTUALLY_TIMEOUT_MS } from '../../support/eventually';

/** Every limit that ends an exchange by itself is short. */
const LISTEN_TIMEOUTS = { headers: '1s', bodyIdle: '150ms', keepAlive: '500ms' };
const POOL = {
  health: { enabled: false },
  outlierDetection: { enabled: false },
  timeouts: { response: '150ms', bodyIdle: '150ms', tunnelIdle: '150ms', tunnelHalfClosed: '150ms' },
  connections: { max: 64, idleTimeout: '1s', queueTimeout: '200ms' },
};
const ROUTES = [
  { path: '/plain', pool: 'main' },
  { path: '/limited', pool: 'main', concurrency: { max: 4 } },
  { path: '/narrow', pool: 'narrow' },
  { path: '/hedged', pool: 'hedged' },
  { path: '/items', pool: 'main', affinity: ['items'] },
  { path: '/safe-items', pool: 'main', affinity: ['safe-items'] },
];
const AFFINITY = {
  items: { key: [{ path: '/items/:id' }] },
  'safe-items': { key: [{ path: '/safe-items/:id' }], creates: 'safe' },
};

/** A gateway in the clear and one behind TLS, before backends that follow instructions. */
export class Stage {
  private constructor(
    private readonly addresses: Addresses,
    private readonly gateways: readonly GatewayApplication[],
    private readonly ledgers: readonly GatewayLedger[],
  ) {}

  static async open(authority: Certificates): Promise<Stage> {
    const wishes = { backends: ['a', 'b'].map((name) => aScriptedBackend(name)) };
    const backends = await startBackends(wishes);
    const start = (listen: object): Promise<GatewayApplication> => {
      const own = { ...wishes, listen, routes: ROUTES, affinity: AFFINITY, sections: sectionsFor(backends) };
      return GatewayApplication.start(configFor(own, backends), false);
    };
    const { cert, key } = authority.sign('localhost', 'DNS:localhost');
    const clear = await start({ timeouts: LISTEN_TIMEOUTS });
    const secure = await start({ timeouts: LISTEN_TIMEOUTS, tls: { cert, key } });
    const addresses = { clear: clear.port, secure: secure.port, ca: readFileSync(authority.ca) };
    const gateways = [clear, secure];
    const stage = new Stage(
      addresses,
      gateways,
      gateways.map((each) => new GatewayLedger(each)),
    );
    return closedAfterTest(stage);
  }

  /** Lets all these clients come at once. Resolves when the last of them has left, with how their exchanges ended. */
  async play(visits: readonly Visit[]): Promise<Ending[]> {
    const all = await Promise.all(visits.map((visit) => this.admit(visit)));
    return all.flat();
  }

  /** @throws an error that names what is still held for exchanges that are over. */
  async settle(): Promise<void> {
    await Promise.all(this.ledgers.map((ledger) => ledger.settle()));
  }

  async close(): Promise<void> {
    await Promise.all(this.gateways.map((gateway) => gateway.close()));
  }

  private async admit(visit: Visit): Promise<Ending[]> {
    let timer: NodeJS.Timeout | undefined;
    const waiting = new Promise<never>((_, reject) => {
      timer = setTimeout(
        () => reject(new Error(`A client is kept waiting: ${JSON.stringify(visit)}`)),
        EVENTUALLY_TIMEOUT_MS,
      );
    });
    const endings = visit.door === 'h2' ? visitByHttp2 : visitByHttp1;
    try {
      return await Promise.race([endings(visit, this.addresses), waiting]);
    } finally {
      clearTimeout(timer);
    }
  }
}

function sectionsFor(backends: readonly { name: string; url: string }[]): GatewayOptions['sections'] {
  const members = backends.map(({ name, url }) => ({ id: name, url }));
  const few = members.map((member) => ({ ...member, maxInFlight: 2 }));
  return {
    pools: {
      main: { ...POOL, backends: members },
      narrow: { ...POOL, backends: few, queue: { size: 8, timeout: '100ms' } },
      hedged: { ...POOL, backends: members, hedge: true },
    },
  };
}
