import { ErrorGuard } from '../../apps/gateway/src/platform/error.guard';
import { MemoryRateLimitStore } from '../../apps/gateway/src/data-plane/admission/rate-limiting/memory-rate-limit.store';
import { MemoryConcurrencyStore } from '../../apps/gateway/src/data-plane/admission/rate-limiting/memory-concurrency.store';
import { RateLimitServer } from '../../apps/gateway/src/workers/primary/rate-limit-server';
import { WorkerLinks } from '../../apps/gateway/src/workers/primary/worker-links';
import { PrimaryRateLimitStore } from '../../apps/gateway/src/workers/worker/primary-rate-limit.store';
import { PrimaryConcurrencyStore } from '../../apps/gateway/src/workers/worker/primary-concurrency.store';
import { FakeClock } from '../support/fake-clock';
import { aLinkedWorker, allSaid } from './support/linked-workers';

type Worker = ReturnType<typeof twoWorkers>[number];

function twoWorkers() {
  const links = new WorkerLinks(new ErrorGuard(new FakeClock()));
  const rates = new MemoryRateLimitStore(new FakeClock(), 100);
  new RateLimitServer(links, rates, new MemoryConcurrencyStore()).onModuleInit();
  return [0, 1].map(() => {
    const { link, leave } = aLinkedWorker(links);
    return {
      ...{ link, leave },
      rates: new PrimaryRateLimitStore(link),
      underWay: new PrimaryConcurrencyStore(link),
    };
  });
}

it('two workers hold a client to one rate', async () => {
  const [one, other] = twoWorkers();
  const rate = { requests: 10, per: 1_000, burst: 10 };
  const verdicts = await Promise.all(
    Array.from({ length: 30 }, (_, at) => (at % 2 ? one : other).rates.take('client', rate, 1)),
  );
  expect(verdicts.filter(({ admitted }) => admitted)).toHaveLength(10);
});

it('two workers hold a client to one number of requests at a time', async () => {
  const [one, other] = twoWorkers();
  expect(await one.underWay.begin('client', 2)).toBe(true);
  expect(await other.underWay.begin('client', 2)).toBe(true);
  expect(await one.underWay.begin('client', 2)).toBe(false);
  other.underWay.end('client');
  await allSaid(other.link);
  expect(await one.underWay.begin('client', 2)).toBe(true);
});

it('what a worker had under way ends with it, and nothing else does', async () => {
  const [one, other] = twoWorkers();
  for (const worker of [one, one, other]) await worker.underWay.begin('client', 3);
  one.leave();
  for (const may of [true, true, false]) expect(await other.underWay.begin('client', 3)).toBe(may);
});

it('no client is refused for what is under way while the primary is unreachable, and rates are unknown', async () => {
  const [one] = twoWorkers();
  one.link.close();
  expect(await one.underWay.begin('client', 1)).toBe(true);
  await expect(one.rates.take('client', { requests: 1, per: 1, burst: 1 }, 1)).rejects.toThrow(/has exited/);
});

/** Begins a request of which the primary hears, while the worker does not hear its answer. */
async function beginUnheard({ link, underWay }: Worker): Promise<boolean> {
  const ask = link.request.bind(link) as (...question: unknown[]) => Promise<unknown>;
  const asking = jest.spyOn(link, 'request').mockImplementation(async (...question: unknown[]) => {
    await ask(...question);
    throw new Error('too late');
  });
  const mayBegin = await underWay.begin('client', 2);
  asking.mockRestore();
  return mayBegin;
}

it('the end of a request that the primary has refused unheard gives back no place of another one', async () => {
  const [one, other] = twoWorkers();
  for (const { underWay } of [one, other]) expect(await underWay.begin('client', 2)).toBe(true);
  expect(await beginUnheard(one)).toBe(true);
  one.underWay.end('client');
  await allSaid(one.link);
  expect(await other.underWay.begin('client', 2)).toBe(false);
  one.underWay.end('client');
  await allSaid(one.link);
  expect(await other.underWay.begin('client', 2)).toBe(true);
});

it('a request that the primary has counted unheard gives its place back', async () => {
  const [one, other] = twoWorkers();
  expect(await beginUnheard(one)).toBe(true);
  one.underWay.end('client');
  await allSaid(one.link);
  for (const may of [true, true, false]) expect(await other.underWay.begin('client', 2)).toBe(may);
});
