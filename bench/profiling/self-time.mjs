/**
 * The self time of each function in a V8 CPU profile, the greatest first, as `{ name, place, micros }`.
 * Only samples between `from` and `to` count (microseconds of the monotonic clock, which V8 uses too), so that
 * neither the start nor the warm-up is seen; waiting is left out.
 */
export function selfTimes({ nodes, samples, timeDeltas, startTime }, { from, to }) {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const found = new Map();
  let time = startTime;
  samples.forEach((node, index) => {
    time += timeDeltas[index];
    const frame = frames.get(node);
    if (time < from || time > to || frame.functionName === '(idle)') return;
    const place = placeOf(frame);
    const key = `${frame.functionName} ${place}`;
    const entry = found.get(key) ?? { name: frame.functionName || '(anonymous)', place, micros: 0 };
    // A sample stands for the time until the next one.
    entry.micros += timeDeltas[index + 1] ?? 0;
    found.set(key, entry);
  });
  return [...found.values()].sort((a, b) => b.micros - a.micros);
}

/** Where a function is, short enough for a terminal: a file of ours or of a package, and the line. */
export function placeOf({ url, lineNumber }) {
  if (url === '') return '';
  const path = url.replace(/^file:\/\//, '').replace(/^.*\/(node_modules|dist|bench)\//, '$1/');
  return `${path}:${lineNumber + 1}`;
}
