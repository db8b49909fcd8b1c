import process from 'node:process';
import { Refusal } from './refusal.mjs';
import { verify, verifyTurns } from './verify.mjs';

/**
 * Starts the backends and every subject that can run, and returns the proxies that answer every scenario rightly.
 * One that does not is named and left out, and fails the run: a wrong answer has no speed.
 */
export async function lineUp(stand, { subjects, scenarios }) {
  await stand.startBackends();
  const proxies = [];
  for (const subject of subjects) {
    const missing = subject.missing();
    if (missing) console.log(missing);
    else proxies.push(await proven(stand, subject, scenarios));
  }
  const usable = proxies.filter((proxy) => proxy !== undefined);
  if (usable.length === 0) throw new Refusal('Nothing is left to measure.');
  return usable;
}

async function proven(stand, subject, scenarios) {
  try {
    const proxy = await stand.startProxy(subject);
    for (const scenario of scenarios) {
      if (scenario.sticky && subject.sticky === undefined) continue;
      await verify(proxy.url, scenario.preparation(proxy.firstId));
      await verify(proxy.url, scenario.exchanges(proxy.firstId));
    }
    await verifyTurns(proxy.url, stand.backends);
    return proxy;
  } catch (error) {
    if (stand.interrupted) throw error;
    console.error(`${subject.title} is left out: ${error.message}.`);
    process.exitCode = 1;
    return undefined;
  }
}
