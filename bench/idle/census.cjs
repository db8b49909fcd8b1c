/** Loaded into the gateway ahead of its program: tells its parent, whenever asked, what it takes up once nothing is left to collect. */
const { writeHeapSnapshot } = require('node:v8');
const { setTimeout: wait } = require('node:timers/promises');

process.on('message', async (question) => {
  for (let round = 0; round < 3; round++) {
    globalThis.gc();
    await wait(50);
  }
  const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage();
  const snapshot = question === 'snapshot' ? writeHeapSnapshot() : undefined;
  process.send({ rss, heapUsed, external, arrayBuffers, snapshot });
});
// The channel does not keep this process alive.
process.channel?.unref();
