/**
 * Measures the cost of a pick and of a route, in nanoseconds: `npm run build && node bench/micro/micro.mjs`.
 *
 * Both must cost the same with few entries and with a thousand: a ratio above 1.5 is a regression, beyond the
 * few nanoseconds for fetching memory that lies further apart. `first` is the exception: it has to look at
 * every backend ahead of the first one that is not full.
 */
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { nanoseconds } from './measure.mjs';

const dist = resolve(process.argv[2] ?? new URL('../../dist', import.meta.url).pathname);
const gateway = createRequire(`${dist}/apps/gateway/src/`);
gateway('reflect-metadata');

const { Backend } = gateway('./data-plane/upstream/backend.js');
const { Pool } = gateway('./data-plane/upstream/pool.js');
const { RouteTable } = gateway('./data-plane/routing/route-table.js');
const { SystemClock } = gateway('./platform/system-clock.js');
const { SystemRandom } = gateway('./platform/system-random.js');

const random = new SystemRandom();
const clock = new SystemClock();

const SELECTORS = {
  'round-robin': (of) => new of.RoundRobinSelector(),
  'weighted-round-robin': (of) => new of.WeightedRoundRobinSelector(),
  'least-requests': (of) => new of.LeastRequestsSelector(random),
  'power-of-two': (of) => new of.PowerOfTwoSelector(random),
  random: (of) => new of.RandomSelector(random),
  'consistent-hash': (of) => new of.ConsistentHashSelector(random),
  'peak-ewma': (of) => new of.PeakEwmaSelector(clock, random),
  first: (of) => new of.FirstSelector(),
};

const KEYS = Array.from({ length: 1024 }, (_, index) => `client-${index}`);

const TARGETS = {
  'a plain path': (name, id) => `/${name}/${id}`,
  'a deep path': (name, id) => `/${name}/${id}/reviews/2/replies/3/authors/4?page=7&size=20`,
  'a path with an escape': (name, id) => `/${name}/caf%C3%A9/${id}`,
  'a path with dots': (name, id) => `/${name}/%2e%2e/${name}/${id}`,
};

report('pick', 'four backends', 'a thousand', Object.keys(SELECTORS), (name) => [
  pick(name, 4),
  pick(name, 1000),
]);
report('pick by weights of 1 to 10', 'four backends', 'a thousand', Object.keys(SELECTORS), (name) => [
  pick(name, 4, true),
  pick(name, 1000, true),
]);
report('pick, half of them full', '40 backends', 'a thousand', Object.keys(SELECTORS), (name) => [
  pickAroundFull(name, 40),
  pickAroundFull(name, 1000),
]);
report('route', 'one route', 'a thousand', Object.keys(TARGETS), (name) => [
  route(name, 1),
  route(name, 1000),
]);
report('route by host', 'one route', 'a thousand', Object.keys(TARGETS), (name) => [
  route(name, 1, true),
  route(name, 1000, true),
]);

function pick(name, count, weighted = false) {
  const backends = backendsOf(count, (index) => ({
    weight: weighted ? 1 + (index % 10) : 1,
    maxInFlight: 0,
  }));
  const selector = selectorOf(name);
  return underLoad(poolOf(backends), 3 * count, (pool, key) => selector.select(pool.regular.fit, key));
}

function pickAroundFull(name, count) {
  const { RoundRobinCursor } = gateway('./data-plane/balancing/round-robin-cursor.js');
  const backends = backendsOf(count, () => ({ weight: 1, maxInFlight: 1 }));
  const turns = new RoundRobinCursor(selectorOf(name), selectorOf(name), selectorOf(name));
  return underLoad(poolOf(backends), count / 2, (pool, key) => turns.next(pool.regular, [], key));
}

function selectorOf(name) {
  return SELECTORS[name](gateway(`./data-plane/balancing/${name}.selector.js`));
}

function backendsOf(count, settingsOf) {
  return Array.from({ length: count }, (_, index) => {
    const own = { id: `b${index}`, url: 'http://127.0.0.1:1', backup: false, ...settingsOf(index) };
    return Object.assign(new Backend(own), { latency: 1 + (index % 7), latencyAt: clock.now() });
  });
}

function poolOf(backends) {
  const pool = new Pool('p', { attempts: 1, budget: 0, bodyBytes: 0 }, undefined);
  pool.setBackends(backends);
  return pool;
}

/**
 * Picks with so many requests in flight, of which the oldest ends with each pick: where nothing changed, the processor
 * would learn the choice by heart.
 */
function underLoad(pool, load, choose) {
  const inFlight = Array.from({ length: load }, (_, index) => pool.backends[index % pool.backends.length]);
  for (const backend of inFlight) pool.begin(backend);
  let oldest = 0;
  const turnOf = (key) => {
    pool.finish(inFlight[oldest]);
    inFlight[oldest] = choose(pool, key);
    pool.begin(inFlight[oldest]);
    oldest = oldest + 1 === load ? 0 : oldest + 1;
  };
  // All lazy work of the first use is done, as in a gateway that has run for a second.
  for (let turn = 0; turn < 200_000; turn++) turnOf(`warm-${turn}`);
  return (turn) => turnOf(KEYS[turn & 1023]);
}

function route(kind, count, byHost = false) {
  const routes = Array.from({ length: count }, (_, index) => ({
    name: `r${index}`,
    path: `/service-${index}`,
    host: byHost ? `h${index}.example.com` : undefined,
  }));
  const table = new RouteTable(routes);
  // As many different requests in both cases, or the one would find all it reads in the nearest cache.
  const requests = Array.from({ length: 1024 }, (_, index) => ({
    host: byHost ? `h${index % count}.example.com` : 'localhost:8080',
    target: TARGETS[kind](`service-${index % count}`, index),
  }));
  return (turn) => {
    const { host, target } = requests[turn & 1023];
    return table.match('GET', host, target);
  };
}

function report(what, few, many, names, callsOf) {
  console.log(`\n${what.padEnd(28)}${few.padStart(14)}${many.padStart(14)}${'ratio'.padStart(8)}`);
  for (const name of names) {
    const [one, other] = nanoseconds(callsOf(name));
    const cells = [`${one.toFixed(0)} ns`, `${other.toFixed(0)} ns`];
    console.log(
      `${name.padEnd(28)}${cells.map((cell) => cell.padStart(14)).join('')}${(other / one).toFixed(2).padStart(8)}`,
    );
  }
}
