/* global AbortController */
import { deathNotice } from './death-notice.mjs';
import { Fleet } from './fleet.mjs';
import { untilReady } from './readiness.mjs';

const READY_WITHIN = 60_000;

/**
 * Runs tiers of programs, each tier once the one before it serves, until somebody asks to stop or it makes no
 * sense to go on: one died while starting, a vital one died, or all did. Then stops them, the last tier first.
 *
 * @param {import('./programs.mjs').Program[][]} tiers
 * @param {{
 *   output: import('./output.mjs').Output,
 *   stop: AbortSignal,
 *   onReady: () => void,
 *   accompany?: (fleet: Fleet, stop: AbortSignal) => Promise<void>,
 *   readyWithin?: number, grace?: number,
 * }} options `accompany` runs beside the programs until its signal aborts, and makes deaths survivable: it puts them right
 * @returns {Promise<number>} the exit code: 0 after a stop that was asked for, otherwise 1
 */
export async function launch(tiers, { output, stop, onReady, accompany, readyWithin = READY_WITHIN, grace }) {
  const failure = new AbortController();
  let started = false;
  const fleet = new Fleet(
    output,
    (program, ending) => {
      deathNotice(program, ending, fleet.running).forEach((line) => output.alert(line));
      if (started && accompany) return output.say('Waiting for a change that puts it right.');
      if (!started || program.vital || fleet.running.length === 0) failure.abort();
    },
    grace,
  );
  const killAll = () => fleet.kill();
  process.once('exit', killAll); // However the launcher ends, nobody is left behind.

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
