import { setImmediate as nextTurn } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { ErrorGuard } from '../../platform/error.guard';
import { FakeClock } from '../../../../../test/support/fake-clock';
import { type BackendSettings } from '../../data-plane/upstream/backend';
import { type DiscoveredBackends } from '../../data-plane/upstream/discovered-backends';
import { type BackendSource, type SourceListener } from './backend.source';
import { Discovery, type DiscoverySettings, FIRST_LISTS_MS } from './discovery';
import { type SourceFactory } from './source-factory';
import { type SourceSettings } from './source-settings';

const SHRINK = { maxRatio: 1, confirmations: 1, recheckInterval: 1_000 };

/** A source that says nothing by itself. */
class TestSource implements BackendSource {
  listener: SourceListener | undefined;
  isStopped = false;

  constructor(readonly name: string) {}

  start(listener: SourceListener): void {
    this.listener = listener;
  }

  look(): void {}

  stop(): void {
    this.isStopped = true;
  }
}

function backend(id: string): BackendSettings {
  return { id, url: `http://${id}:80`, weight: 1, maxInFlight: 0, backup: false };
}

/** A source of this path; one under other settings differs in its hold. */
function file(path: string, hold = 1): SourceSettings {
  return { type: 'file', path, shrinkProtection: { ...SHRINK, maxRatio: hold } };
}

function pool(...discovery: SourceSettings[]): DiscoverySettings {
  return { name: 'main', backends: [backend('listed')], discovery };
}

describe('Discovery', () => {
  let clock: FakeClock;
  let sources: TestSource[];
  let discovery: Discovery;
  let warnings: string[];

  beforeEach(() => {
    clock = new FakeClock();
    sources = [];
    warnings = [];
    jest.spyOn(Logger.prototype, 'log').mockImplementation();
    jest.spyOn(Logger.prototype, 'warn').mockImplementation((text: string) => void warnings.push(text));
    const factory = {
      create: (_pool: string, settings: { path: string }) => {
        const source = new TestSource(`file:${settings.path}`);
        sources.push(source);
        return source;
      },
    };
    discovery = new Discovery(factory as unknown as SourceFactory, clock, new ErrorGuard(clock));
  });

  afterEach(() => jest.restoreAllMocks());

  const ids = (found: DiscoveredBackends) => found.finds.map(({ backends }) => backends.map(({ id }) => id));

  /** Puts these pools in force once all new sources have reported their backends. */
  async function use(...pools: DiscoverySettings[]) {
    const preparing = discovery.prepare(pools);
    for (const { listener } of sources.filter(({ isStopped }) => !isStopped)) listener!.found([backend('a')]);
    const prepared = await preparing;
    prepared.use();
    return prepared;
  }

  it('waits for the first lists of all sources', async () => {
    const done = jest.fn();
    const preparing = discovery.prepare([pool(file('x'), file('y'))]).then(done);
    sources[0].listener!.found([]);
    await nextTurn();
    expect(done).not.toHaveBeenCalled();
    sources[1].listener!.found([]);
    await preparing;
    expect([warnings, clock.timers]).toEqual([[], 0]);
  });

  it('waits for a source that fails, which may be better soon, but not for ever', async () => {
    const preparing = discovery.prepare([pool(file('x'))]);
    sources[0].listener!.failed('it is away');
    clock.advance(FIRST_LISTS_MS);
    const { found } = await preparing;
    expect(ids(found)).toEqual([[]]);
    expect(warnings.at(-1)).toBe(
      'file:x of pool main has not listed its backends yet; the pool starts without them.',
    );
  });

  it('keeps the process alive while it waits: at the start nothing else does', async () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const preparing = discovery.prepare([pool(file('x'))]);
    expect(timers()).toBe(before + 1);
    sources[0].listener!.found([]);
    await preparing;
    expect(timers()).toBe(before);
  });

  it('tells all that was found whenever some of it changes', async () => {
    await use(pool(file('x'), file('y')));
    const told: string[][][] = [];
    discovery.onChange = (found) => told.push(ids(found));
    sources[1].listener!.found([backend('b')]);
    sources[1].listener!.found([backend('b')]);
    expect(told).toEqual([[['a'], ['b']]]);
  });

  it('goes by what another process had found for a source until it tells something itself', async () => {
    const preparing = discovery.prepare([pool(file('x'), file('y'))]);
    sources[1].listener!.found([backend('b')]);
    clock.advance(FIRST_LISTS_MS);
    (await preparing).use();
    const told: string[][][] = [];
    discovery.onChange = (found) => told.push(ids(found));
    const finds = ['file:x', 'file:y'].map((source) => ({
      pool: 'main',
      source,
      backends: [backend('old')],
    }));
    discovery.inherit(finds);
    expect(discovery.finds.map(({ backends }) => backends[0].id)).toEqual(['old', 'b']);
    sources[0].listener!.found([backend('a')]);
    expect(told).toEqual([
      [['old'], ['b']],
      [['a'], ['b']],
    ]);
  });

  it('lets a source go on that a reload leaves as it is, and ends one that it takes away', async () => {
    await use(pool(file('x'), file('y')));
    const { found } = await use(pool(file('x')));
    expect([sources.length, sources[0].isStopped, sources[1].isStopped]).toEqual([2, false, true]);
    expect(ids(found)).toEqual([['a']]);
  });

  it('keeps the list of a source that is given other settings, and does not wait for it', async () => {
    await use(pool(file('x')));
    const prepared = await discovery.prepare([pool(file('x', 0.2))]);
    expect(ids(prepared.found)).toEqual([['a']]);
    prepared.use();
    expect(sources.map(({ isStopped }) => isStopped)).toEqual([true, false]);
  });

  it('ends what was new when the reload comes to nothing', async () => {
    await use(pool(file('x')));
    const preparing = discovery.prepare([pool(file('x'), file('y'))]);
    sources[1].listener!.found([]);
    (await preparing).abandon();
    expect(sources.map(({ isStopped }) => isStopped)).toEqual([false, true]);
    expect(discovery.sources).toHaveLength(1);
  });

  it('says nothing of what a source finds that is not in use yet', async () => {
    const told = (discovery.onChange = jest.fn());
    const preparing = discovery.prepare([pool(file('x'))]);
    sources[0].listener!.found([backend('a')]);
    await preparing;
    expect(told).not.toHaveBeenCalled();
  });

  it('tells several sources of one name apart', async () => {
    await use(pool(file('x'), file('x', 0.5), file('x', 0.2)));
    expect(discovery.sources.map(({ name }) => name)).toEqual(['file:x', 'file:x (2)', 'file:x (3)']);
  });

  it('says once who is listed twice', async () => {
    await use(pool(file('x'), file('y')));
    sources[0].listener!.found([backend('a'), backend('b')]);
    expect(warnings).toEqual(['file:y of pool main lists a, which the pool already has.']);
  });

  it('tries again what cannot be put in force', async () => {
    jest.spyOn(Logger.prototype, 'error').mockImplementation();
    await use(pool(file('x')));
    const told = (discovery.onChange = jest.fn().mockImplementationOnce(() => {
      throw new Error('a certificate is gone');
    }));
    sources[0].listener!.found([]);
    clock.advance(60_000);
    expect(told).toHaveBeenCalledTimes(2);
  });

  it('ends with all its sources', async () => {
    await use(pool(file('x'), file('y')));
    discovery.onModuleDestroy();
    expect(sources.every(({ isStopped }) => isStopped)).toBe(true);
  });
});
