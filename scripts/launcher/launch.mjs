/* global AbortController */
import { exitReport } from './exit-report.mjs';
import { Fleet } from './fleet.mjs';
import { untilReady } from './readiness.mjs';

const READY_WITHIN = 60_000;

/**
 * Runs tiers of programs, each tier once the one before it serves. It stops them, the last tier first, if a
 * stop is requested, a program ends while it starts, a vital one ends, or all have ended.
 *
 * @param {import('./programs.mjs').Program[][]} tiers
 * @param {{
 *   output: import('./output.mjs').Output,
 *   stop: AbortSignal,
 *   onReady: () => void,
 *   accompany?: (fleet: Fleet, stop: AbortSignal) => Promise<void>,
 *   readyWithin?: number,
 *   grace?: number,
 * }} options `accompany` runs beside the programs until its signal aborts, and starts a program again after a change
 * @returns {Promise<number>} the exit code: 0 after a requested stop, otherwise 1
 */
export async function launch(tiers, { output, stop, onReady, accompany, readyWithin = READY_WITHIN, grace }) {
  const failure = new AbortController();
  let started = false;
  const fleet = new Fleet(
    output,
    (program, ending) => {
      exitReport(program, ending, fleet.running).forEach((line) => output.alert(line));
      if (started && accompany) return output.say('Waiting for a change that puts it right.');
      if (!started || program.vital || fleet.running.length === 0) failure.abort();
    },
    grace,
  );
  const killAll = () => fleet.kill();
  process.once('exit', killAll); // However the launcher ends, no program is left behind.

  const over = AbortSignal.any([stop, failure.signal]);
  output.introduce(tiers.flat().map((program) => program.name));
  try {
    for (const tier of tiers) await startTier(tier);
    if (!over.aborted) {
      started = true;
      onReady();
      await Promise.all([aborted(over), accompany?.(fleet, over)]);
    }
  } finally {
    output.say(stop.aborted ? 'Stopping; once more kills at once.' : 'Stopping.');
    for (const tier of tiers.toReversed()) await fleet.stop(tier);
    process.off('exit', killAll);
  }
  return failure.signal.aborted ? 1 : 0;

  async function startTier(tier) {
    if (over.aborted) return;
    const patience = AbortSignal.timeout(readyWithin);
    const signal = AbortSignal.any([over, patience]);
    tier.forEach((program) => fleet.start(program));
    await Promise.all(
      tier.map((program) => untilReady(program.ready, signal).catch(() => late(program, patience))),
    );
  }

  function late(program, patience) {
    if (over.aborted || !patience.aborted) return;
    output.alert(`${program.name} did not answer ${program.ready} within ${readyWithin / 1000} s.`);
    failure.abort();
  }
}

/** @param {AbortSignal} signal */
function aborted(signal) {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
