import { setTimeout as sleep } from 'node:timers/promises';
import { untilReady } from './readiness.mjs';
import { changedFiles, snapshot } from './sources.mjs';

// Looks instead of listening: recursive file events differ between systems, and a look costs some milliseconds.
const PAUSE = 500;
const READY_WITHIN = 15_000;

/**
 * Until the signal aborts: compiles on save, then restarts the processes of the apps that changed. If an app
 * does not compile, the running processes stay.
 * @param {{
 *   root: string,
 *   build: import('./build.mjs').Build,
 *   output: import('./output.mjs').Output,
 *   programs: import('./programs.mjs').Program[],
 *   fleet: import('./fleet.mjs').Fleet,
 *   stop: AbortSignal,
 *   pause?: number,
 *   ready?: typeof untilReady,
 * }} options
 */
export async function watch({
  root,
  build,
  output,
  programs,
  fleet,
  stop,
  pause = PAUSE,
  ready = untilReady,
}) {
  const apps = [...new Set(programs.map((program) => program.app))];
  const seen = new Map(apps.map((app) => [app, build.built(app)]));
  while (!stop.aborted) {
    for (const app of apps) await look(app);
    await sleep(pause, undefined, { signal: stop }).catch(() => undefined);
  }

  async function look(app) {
    const now = snapshot(root, app);
    const changed = changedFiles(seen.get(app), now);
    if (changed.length === 0 || stop.aborted) return;
    seen.set(app, now);
    output.say(`${summary(changed)} changed.`);
    if (await build.bringUpToDate([app])) await restart(programs.filter((program) => program.app === app));
  }

  // One after the other, so that a gateway in front always has a backend.
  async function restart(affected) {
    for (const program of affected) {
      output.say(`Restarting ${program.name}.`);
      await fleet.stop([program]);
      if (stop.aborted) return;
      const child = fleet.start(program);
      if (!(await serves(program, child))) return;
      output.say(`${program.name} runs the new code.`);
    }
  }

  async function serves(program, child) {
    const patience = AbortSignal.timeout(READY_WITHIN);
    try {
      await ready(program.ready, AbortSignal.any([stop, child.gone, patience]));
      return true;
    } catch {
      // Other causes have been reported already.
      if (patience.aborted) output.alert(`${program.name} does not answer ${program.ready}.`);
      return false;
    }
  }
}

function summary([first, ...others]) {
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}
