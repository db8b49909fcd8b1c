import { spawnSync } from 'node:child_process';
import { HEAP_GROWTH_PERCENT } from './heap.growth';

/** A heap like the gateway's, just collected as after an idle time, beside pieces of bodies that soon die. */
const UPLOADS = `
  const { constants, PerformanceObserver } = require('node:perf_hooks');
  const alive = Array.from({ length: 400_000 }, (_, index) => ({ index, text: 'x' + index }));
  let collections = 0;
  const observer = new PerformanceObserver((list) => {
    for (const { detail } of list.getEntries()) {
      if (detail.kind === constants.NODE_PERFORMANCE_GC_MAJOR && (detail.flags & constants.NODE_PERFORMANCE_GC_FLAGS_FORCED) === 0) collections++;
    }
  });
  observer.observe({ entryTypes: ['gc'] });
  gc();
  const underWay = [];
  let turns = 0;
  (function upload() {
    for (let piece = 0; piece < 16; piece++) {
      underWay.push(Buffer.alloc(64 * 1024));
      if (underWay.length > 128) underWay.shift();
    }
    if (++turns < 1500) return setImmediate(upload);
    setTimeout(() => console.log(JSON.stringify({ collections, alive: alive.length })), 20);
  })();`;

function collectionsWith(...flags: string[]): number {
  const { stdout } = spawnSync(process.execPath, ['--expose-gc', ...flags, '-e', UPLOADS], {
    encoding: 'utf8',
  });
  return (JSON.parse(stdout) as { collections: number }).collections;
}

describe('letHeapGrow', () => {
  it('leaves room for the pieces of uploads beside a heap that was idle', () => {
    expect(collectionsWith(`--heap-growing-percent=${HEAP_GROWTH_PERCENT}`)).toBeLessThanOrEqual(1);
  });
});
