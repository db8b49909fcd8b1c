import { Logger } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { Telemetry } from '../../apps/gateway/src/telemetry/telemetry';
import { GatewayLogger } from '../../apps/gateway/src/telemetry/logs/gateway-logger';
import { Exposition } from '../../apps/gateway/src/telemetry/metrics/exposition';
import { Tracing } from '../../apps/gateway/src/telemetry/traces/tracing';
import { ErrorGuard } from '../../apps/gateway/src/platform/error.guard';
import { type Closable } from '../../apps/gateway/src/platform/guarded-handlers';
import { Observers } from '../../apps/gateway/src/platform/observers';
import { ClientResponse } from '../../apps/gateway/src/data-plane/forwarding/client-response';
import { DecisionHeader } from '../../apps/gateway/src/data-plane/decision-header';
import { type Exchange } from '../../apps/gateway/src/data-plane/exchange/exchange';
import { ExchangeLifecycle } from '../../apps/gateway/src/data-plane/exchange/exchange-lifecycle';
import { ProblemResponder } from '../../apps/gateway/src/data-plane/exchange/problem-responder';
import { BackendStates } from '../../apps/gateway/src/data-plane/upstream/backend-states';
import { PoolTable } from '../../apps/gateway/src/data-plane/upstream/pool-table';
import { UpstreamClient } from '../../apps/gateway/src/data-plane/upstream/upstream-client';
import { LogCollector } from '../logs/support/log-collector';
import { eventually } from '../support/eventually';
import { aGateway, type GatewayOptions, type TestGateway } from '../support/test-gateway';
import { aSecureGateway, send } from '../tls/support';

const WISHES: GatewayOptions = {
  backends: ['a', 'b'],
  sections: { debugHeaders: true, log: { format: 'json', access: { mode: 'all' } } },
};

/** The calls of observers, of every kind. */
const CALLS = [
  ...['begun', 'ended', 'responded', 'completed', 'failed'],
  ...['stateChanged', 'panicChanged', 'reported', 'backendAdded', 'backendRemoved'],
  ...['reloaded', 'discovered', 'upgraded', 'learned', 'splitChanged', 'changesChanged'],
];

function fails(): never {
  throw new Error('broken');
}

/** A gateway that watches its requests in all ways at once, and what it logs. */
async function watched(): Promise<[TestGateway, LogCollector]> {
  const gateway = await aGateway(WISHES);
  const { app } = gateway.application;
  const log = new LogCollector(gateway);
  app.useLogger(app.get(Telemetry).logger);
  return [gateway, log];
}

/** Every observer that any part of the gateway holds. */
function observersOf({ application }: TestGateway): Set<object> {
  const found = new Set<object>();
  for (const { providers } of application.app.get(ModulesContainer).values()) {
    for (const { instance } of providers.values()) {
      const held = Object.values(instance ?? {});
      for (const list of held.filter((each): each is Observers<object> => each instanceof Observers))
        list.tell((observer) => void found.add(observer));
    }
  }
  return found;
}

/** @returns what undoes it. */
function makeFail(observer: object): () => void {
  const calls = CALLS.filter((call) => call in observer);
  for (const call of calls) Object.assign(observer, { [call]: fails });
  return () => calls.forEach((call) => delete (observer as Record<string, unknown>)[call]);
}

const countsOf = ({ application }: TestGateway) => application.app.get(ErrorGuard).counts;

/** Causes an event for each observer: a response, a failure, a state. */
async function eventful(gateway: TestGateway): Promise<void> {
  const { app } = gateway.application;
  const pool = app.get(PoolTable).find('main')!;
  await gateway.kill('b');
  for (let turn = 0; turn < 2; turn++) expect((await gateway.fetch('/')).text).toBe('a');
  await gateway.restart('b');
  const states = app.get(BackendStates);
  for (const mode of ['disabled', 'enabled'] as const) {
    states.setMode(pool, pool.find('b')!, mode, 'for a test');
    states.setEjected(pool, pool.find('b')!, false, 'for a test');
  }
  await gateway.application.reload('a test');
}

/** Nothing is held for a request that is over. */
async function expectLevel(gateway: TestGateway): Promise<void> {
  await eventually(() => {
    for (const name of ['a', 'b']) {
      const connections = gateway.application.app.get(UpstreamClient).connectionsTo(gateway.state(name))!;
      expect(gateway.state(name).inFlight).toBe(0);
      expect(connections.openConnections).toBe(connections.idleConnections);
    }
  });
}

afterEach(() => {
  jest.restoreAllMocks();
  Logger.overrideLogger(false);
});

describe('an observer that throws', () => {
  it('hurts no request, whichever it is; each error is counted, and one logged', async () => {
    const [gateway, log] = await watched();
    const observers = observersOf(gateway);
    expect([...observers].map(({ constructor }) => constructor.name)).toEqual(
      expect.arrayContaining([
        ...['AccessLog', 'InternalErrorLog', 'RequestMetrics', 'BackendMetrics', 'GatewayMetrics'],
        ...['Traffic', 'EventSource', 'StateLog', 'OutlierDetector', 'SessionMoves'],
      ]),
    );
    for (const observer of observers) {
      const mend = makeFail(observer);
      await eventful(gateway);
      await expectLevel(gateway);
      mend();
    }
    const counts = countsOf(gateway);
    await eventually(() => {
      for (const name of counts.keys())
        expect(log.text.split(`"msg":"${name} failed with an internal error: Error: broken"`)).toHaveLength(
          2,
        );
    });
    expect([...counts.keys()]).toEqual(expect.arrayContaining(['AccessLog', 'RequestMetrics', 'StateLog']));
    const { text } = await gateway.application.app.get(Exposition).render(undefined);
    expect(text).toContain(
      `load_distributer_internal_errors_total{source="AccessLog"} ${counts.get('AccessLog')}`,
    );
  });

  it('keeps none of the others from being called', async () => {
    const [gateway, log] = await watched();
    for (const observer of observersOf(gateway))
      if (observer.constructor.name !== 'AccessLog') makeFail(observer);
    await gateway.fetch('/after');
    await eventually(() => expect(log.text).toContain('"path":"/after"'));
  });
});

describe('what is told of a request', () => {
  it('costs nothing when its trace fails at any step', async () => {
    const [gateway] = await watched();
    const span = {
      setAttribute: fails,
      setStatus: fails,
      setAttributes: fails,
      end: fails,
      spanContext: fails,
    };
    const tracing = gateway.application.app.get(Tracing);
    gateway.application.app.get(ExchangeLifecycle).observe(tracing);
    for (const startSpan of [fails, () => span]) {
      Object.assign(tracing, { tracer: { startSpan } });
      await eventful(gateway);
      await expectLevel(gateway);
    }
    expect(countsOf(gateway).get('RequestTrace')).toBeGreaterThanOrEqual(4);
  });

  it('costs nothing when the header that tells the decision fails', async () => {
    const [gateway] = await watched();
    jest.spyOn(DecisionHeader.prototype as never, 'textOf').mockImplementation(fails);
    const { status, headers } = await gateway.fetch('/');
    expect([status, headers['x-gateway-decision']]).toEqual([200, undefined]);
    expect(countsOf(gateway).get('X-Gateway-Decision')).toBe(1);
  });

  it('costs nothing when the log fails', async () => {
    const [gateway] = await watched();
    jest.spyOn(GatewayLogger.prototype as never, 'clean').mockImplementation(fails);
    for (const observer of observersOf(gateway)) makeFail(observer);
    expect((await gateway.fetch('/')).status).toBe(200);
    expect(() => new Logger('X').log('anything')).not.toThrow();
  });
});

describe('an event handler that throws', () => {
  const EMITTERS: [string, string, (exchange: Exchange) => Closable][] = [
    ['a request', 'end', ({ request }) => request],
    ['a response', 'finish', ({ response }) => response],
    ['a response', 'close', ({ response }) => response],
    ['a socket', 'close', ({ request }) => request.socket],
  ];

  /** Adds such a handler to what belongs to each request to `/broken`. */
  function breakHandlers(
    gateway: TestGateway,
    event: string,
    emitterOf: (exchange: Exchange) => Closable,
  ): void {
    gateway.application.app.get(ExchangeLifecycle).observe({
      begun: (exchange) => {
        if (exchange.request.url === '/broken') emitterOf(exchange).on(event, fails);
      },
      ended: () => undefined,
    });
  }

  it.each(EMITTERS)('ends %s at most (%s)', async (_, event, emitterOf) => {
    const [gateway] = await watched();
    breakHandlers(gateway, event, emitterOf);
    await gateway.raw('GET /broken HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n').catch(() => undefined);
    await eventually(() => expect(countsOf(gateway).size).toBe(1));
    expect((await gateway.fetch('/after')).status).toBe(200);
    await expectLevel(gateway);
  });

  it('ends a stream of HTTP/2 at most', async () => {
    const secure = await aSecureGateway(WISHES);
    const { gateway } = secure;
    breakHandlers(gateway, 'close', ({ response }) => (response as unknown as { stream: Closable }).stream);
    const session = await secure.session();
    expect((await send(session, { ':path': '/broken' })).status).toBe(200);
    await eventually(() => expect(countsOf(gateway).size).toBe(1));
    expect((await send(session, { ':path': '/after' })).status).toBe(200);
    await expectLevel(gateway);
  });

  it('ends a connection to a backend at most', async () => {
    const [gateway] = await watched();
    jest.spyOn(ClientResponse.prototype, 'open').mockImplementationOnce(fails);
    jest.spyOn(ProblemResponder.prototype, 'answer').mockImplementationOnce(fails);
    const connection = await gateway.connect();
    connection.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
    await eventually(() => expect(countsOf(gateway).get('Socket')).toBe(1));
    connection.close();
    expect((await gateway.fetch('/after')).status).toBe(200);
    await expectLevel(gateway);
  });
});
