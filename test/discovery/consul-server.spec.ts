import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { consulSource } from '../../apps/gateway/src/control-plane/discovery/sources/consul.source';
import { SystemClock } from '../../apps/gateway/src/platform/system-clock';
import { closedAfterTest } from '../support/closing';
import { eventually } from '../support/eventually';
import { freePorts, Processes } from '../support/processes';
import { SeededRandom } from '../support/seeded-random';
import { Heard } from './support/heard';

const program = (process.env.PATH ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'consul'))
  .find((path) => existsSync(path));

/** Says that it is skipped where there is no Consul: Debian has no package of it. */
const describeWithConsul = program === undefined ? describe.skip : describe;

/** Starts an agent that keeps nothing, and resolves with its address once it has elected itself. */
async function aConsul(): Promise<string> {
  const [http, server, lan, wan] = await freePorts(4);
  const processes = new Processes();
  closedAfterTest({ close: () => processes.endAll() });
  const ports = { http, server, serf_lan: lan, serf_wan: wan, dns: -1, grpc: -1, grpc_tls: -1 };
  processes.start(program!, ['agent', '-dev', '-bind=127.0.0.1', '-hcl', `ports = ${hcl(ports)}`]);
  const url = `http://127.0.0.1:${http}`;
  await eventually(async () => {
    expect(await (await fetch(`${url}/v1/status/leader`)).json()).not.toBe('');
  });
  return url;
}

function hcl(values: Readonly<Record<string, number>>): string {
  return `{ ${Object.entries(values)
    .map(([name, value]) => `${name} = ${value}`)
    .join(', ')} }`;
}

async function put(url: string, body?: object): Promise<void> {
  const { ok } = await fetch(url, { method: 'PUT', body: body && JSON.stringify(body) });
  expect(ok).toBe(true);
}

describeWithConsul('backends from a real Consul', () => {
  it('come and go as services are registered, by their weights and tags', async () => {
    const address = await aConsul();
    const service = {
      Name: 'items',
      Address: '10.0.0.1',
      Tags: ['blue'],
      Weights: { Passing: 3, Warning: 1 },
    };
    await put(`${address}/v1/agent/service/register`, { ...service, ID: 'one', Port: 8001 });
    await put(`${address}/v1/agent/service/register`, {
      ...service,
      ID: 'two',
      Port: 8002,
      Tags: ['green'],
    });
    const heard = new Heard();
    const shrinkProtection = { maxRatio: 1, confirmations: 1, recheckInterval: 1_000 };
    const settings = {
      type: 'consul',
      service: 'items',
      tags: ['blue'],
      scheme: 'http',
      shrinkProtection,
    } as const;
    const source = consulSource(
      { ...settings, address, wait: 60_000, timeout: 5_000 },
      new SystemClock(),
      new SeededRandom(1),
    );
    closedAfterTest({ close: () => source.stop() });
    source.start(heard);
    await eventually(() => expect(heard.urls).toEqual(['http://10.0.0.1:8001']));
    expect(heard.lists.at(-1)).toMatchObject([{ weight: 3 }]);
    await put(`${address}/v1/agent/service/register`, { ...service, ID: 'three', Port: 8003 });
    await eventually(() => expect(heard.urls).toEqual(['http://10.0.0.1:8001', 'http://10.0.0.1:8003']));
    await put(`${address}/v1/agent/service/deregister/one`);
    await eventually(() => expect(heard.urls).toEqual(['http://10.0.0.1:8003']));
    expect(heard.troubles).toEqual([]);
  });
});
