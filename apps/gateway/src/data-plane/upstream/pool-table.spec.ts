import { ErrorGuard } from '../../platform/error.guard';
import { FakeClock } from '../../../../../test/support/fake-clock';
import { someSettings } from '../../../../../test/upstream/support/some-settings';
import { type Backend, type BackendSettings } from './backend';
import { PoolTable, type PoolSettings } from './pool-table';
import { UpstreamClient } from './upstream-client';

function backend(id: string, settings: Partial<BackendSettings> = {}): BackendSettings {
  return { id, url: `http://127.0.0.1:1/${id}`, weight: 1, maxInFlight: 0, backup: false, ...settings };
}

function pool(name: string, backends: BackendSettings[], settings: Partial<PoolSettings> = {}): PoolSettings {
  const retry = { attempts: 3, budget: 0.2, bodyBytes: 1024 };
  const health = { enabled: true, mandatory: false };
  return {
    name,
    backends,
    retry,
    panicThreshold: 0.5,
    health,
    queue: { size: 10, timeout: 1_000 },
    ownerQueue: { size: 10, bodyBytes: 1_000, ramp: 0 },
    ...someSettings(),
    tls: undefined,
    ...settings,
  };
}

describe('PoolTable', () => {
  let client: UpstreamClient;
  let registry: PoolTable;

  beforeEach(() => {
    const clock = new FakeClock();
    client = new UpstreamClient(clock, new ErrorGuard(clock));
    registry = new PoolTable(client, clock, new ErrorGuard(clock));
  });

  function found(name: string, id: string): Backend {
    return registry.find(name)!.find(id)!;
  }

  it('knows the pools by name, in the given order', () => {
    registry.apply([pool('x', [backend('a')]), pool('y', [backend('a')])]);
    expect(registry.all.map(({ name }) => name)).toEqual(['x', 'y']);
    expect(registry.find('y')).toBe(registry.all[1]);
    expect(registry.find('z')).toBeUndefined();
  });

  it('tells who comes and who goes, and is silent about who stays', () => {
    const told: string[] = [];
    registry.apply([pool('x', [backend('a'), backend('b')])]);
    registry.observe({
      backendAdded: ({ name }, { id }) => told.push(`+${name}/${id}`),
      backendRemoved: ({ name }, { id }) => told.push(`-${name}/${id}`),
    });
    registry.apply([pool('x', [backend('b', { weight: 2 }), backend('c')]), pool('y', [backend('a')])]);
    expect(told).toEqual(['-x/a', '+x/c', '+y/a']);
  });

  describe('a backend that is listed again', () => {
    const listing = (...ids: string[]) =>
      pool(
        'x',
        ids.map((id) => backend(id)),
      );

    it.each([
      ['it left while it was unhealthy', 'unhealthy', true],
      ['it left while it was healthy', 'healthy', false],
      ['it left before its first probe', 'unknown', false],
    ] as const)('is asked for a proof only if %s', (_, health, needsProof) => {
      registry.apply([listing('a', 'b')]);
      found('x', 'a').health = health;
      registry.apply([listing('b')]);
      registry.apply([listing('a', 'b', 'c')]);
      expect(['a', 'b', 'c'].map((id) => found('x', id).needsProof)).toEqual([needsProof, false, false]);
      expect(found('x', 'a').isAvailable).toBe(!needsProof);
    });

    it('has to give the proof once, however often it comes and goes before', () => {
      registry.apply([listing('a')]);
      found('x', 'a').health = 'unhealthy';
      for (let times = 0; times < 3; times++) {
        registry.apply([listing()]);
        registry.apply([listing('a')]);
        registry.apply([listing('a', 'b')]);
        expect(found('x', 'a').isAvailable).toBe(false);
      }
      found('x', 'a').health = 'healthy';
      registry.apply([listing('a')]);
      registry.apply([listing()]);
      registry.apply([listing('a')]);
      expect(found('x', 'a').isAvailable).toBe(true);
    });

    it('has to give it, too, if the whole pool was gone, and not at another address or without probes', () => {
      registry.apply([listing('a')]);
      found('x', 'a').health = 'unhealthy';
      registry.apply([]);
      registry.apply([listing('a')]);
      expect(found('x', 'a').isAvailable).toBe(false);
      registry.apply([pool('x', [backend('a', { url: 'http://127.0.0.1:2' })])]);
      expect(found('x', 'a').isAvailable).toBe(true);
      registry.apply([pool('x', [backend('a')], { health: { enabled: false, mandatory: false } })]);
      expect(found('x', 'a').isAvailable).toBe(true);
    });

    it('is forgotten when a thousand others have left after it', () => {
      const ids = Array.from({ length: 1_001 }, (_, at) => `b${at}`);
      registry.apply([listing(...ids)]);
      for (const id of ids) found('x', id).health = 'unhealthy';
      registry.apply([listing()]);
      registry.apply([listing(...ids)]);
      expect(ids.filter((id) => found('x', id).isAvailable)).toEqual(['b0']);
    });
  });

  it('makes each backend reachable, with the limits of its pool', () => {
    const limits = someSettings({ max: 7 });
    registry.apply([pool('x', [backend('a')], limits)]);
    expect(client.connectionsTo(found('x', 'a'))?.settings).toMatchObject(limits);
  });

  it('keeps backends of one id in two pools apart', () => {
    registry.apply([pool('x', [backend('a')]), pool('y', [backend('a')])]);
    expect(found('x', 'a')).not.toBe(found('y', 'a'));
  });

  describe('applied again', () => {
    it('keeps pools and backends that stay, with their connections and counts', () => {
      registry.apply([pool('x', [backend('a'), backend('b')])]);
      const [before, a, b] = [registry.find('x')!, found('x', 'a'), found('x', 'b')];
      const connections = client.connectionsTo(a);
      before.begin(a);
      registry.apply([pool('x', [backend('b'), backend('a')])]);
      expect(registry.find('x')).toBe(before);
      expect(before.backends).toEqual([b, a]);
      expect(found('x', 'a')).toBe(a);
      expect(a.inFlight).toBe(1);
      expect(client.connectionsTo(a)).toBe(connections);
    });

    it('changes what is said of a backend and its pool in place', () => {
      registry.apply([pool('x', [backend('a')])]);
      const a = found('x', 'a');
      const limits = someSettings({ max: 3 });
      const retry = { attempts: 1, budget: 0.5, bodyBytes: 0 };
      registry.apply([
        pool('x', [backend('a', { weight: 5, maxInFlight: 9, backup: true })], { ...limits, retry }),
      ]);
      expect(a).toMatchObject({ weight: 5, maxInFlight: 9, backup: true });
      expect(client.connectionsTo(a)?.settings).toMatchObject(limits);
      expect(registry.find('x')).toMatchObject({ retry, retryBudget: { share: 0.5 } });
    });

    it('works out again which backends are available', () => {
      registry.apply([pool('x', [backend('a')])]);
      const x = registry.find('x')!;
      x.begin(found('x', 'a'));
      registry.apply([pool('x', [backend('a', { maxInFlight: 1 })])]);
      expect(x.available).toEqual([]);
    });

    it('retires a backend that is gone', () => {
      registry.apply([pool('x', [backend('a'), backend('b')])]);
      const b = found('x', 'b');
      registry.apply([pool('x', [backend('a')])]);
      expect(registry.find('x')!.find('b')).toBeUndefined();
      expect(client.connectionsTo(b)).toBeUndefined();
    });

    it('takes a backend of another address for another backend', () => {
      registry.apply([pool('x', [backend('a', { url: 'http://127.0.0.1:1' })])]);
      const before = found('x', 'a');
      registry.apply([pool('x', [backend('a', { url: 'http://127.0.0.1:2' })])]);
      expect(found('x', 'a')).not.toBe(before);
      expect(client.connectionsTo(before)).toBeUndefined();
      expect(client.connectionsTo(found('x', 'a'))).toBeDefined();
    });

    it('retires every backend of a pool that is gone', () => {
      registry.apply([pool('x', [backend('a')]), pool('y', [backend('a')])]);
      const gone = found('y', 'a');
      registry.apply([pool('x', [backend('a')])]);
      expect(registry.find('y')).toBeUndefined();
      expect(client.connectionsTo(gone)).toBeUndefined();
      expect(client.connectionsTo(found('x', 'a'))).toBeDefined();
    });

    it('changes nothing when a certificate cannot be read', () => {
      registry.apply([pool('x', [backend('a')]), pool('y', [backend('a')])]);
      const [before, a] = [registry.all, found('x', 'a')];
      const broken = pool('y', [backend('a')], { tls: { ca: '/does/not/exist.pem', verify: true } });
      expect(() => registry.apply([pool('x', []), broken])).toThrow(/does\/not\/exist/);
      expect(registry.all).toEqual(before);
      expect(found('x', 'a')).toBe(a);
      expect(client.connectionsTo(a)).toBeDefined();
    });
  });
});
