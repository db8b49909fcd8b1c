import process from 'node:process';

const WARM_UP_SECONDS = 1;

/**
 * Measures every proxy with every scenario, round by round, and returns all samples. Within a round the proxies
 * take turns scenario by scenario. Each round starts with another proxy, so that other load of the machine
 * affects all alike. One round to warm up goes before and is not counted. A measurement that fails twice in a
 * row is left out, and fails the run at its end.
 */
export async function runRounds({ stand, proxies, scenarios, rounds, seconds, progress }) {
  const samples = [];
  for (let round = 0; round <= rounds; round++) {
    for (const scenario of scenarios) {
      for (const proxy of rotated(takingPart(proxies, scenario), round)) {
        progress.step(round === 0 ? 'warm-up' : `round ${round}/${rounds}`, scenario, proxy);
        const sample = await measured(stand, proxy, scenario, round === 0 ? WARM_UP_SECONDS : seconds);
        if (round > 0 && sample !== undefined) samples.push(sample);
      }
    }
  }
  return samples;
}

/** A hiccup of the instruments costs one repetition, and if that fails, too, one sample: never the whole run. */
async function measured(stand, proxy, scenario, seconds, again = true) {
  try {
    return await stand.measure(proxy, scenario, seconds);
  } catch (error) {
    if (stand.interrupted) throw error;
    const what = `${scenario.name} of ${proxy.subject.name}`;
    console.error(`\n${what} was not measured${again ? ', and is once more' : ''}: ${error.message}`);
    if (again) return measured(stand, proxy, scenario, seconds, false);
    process.exitCode = 1;
    return undefined;
  }
}

/** How many measurements, and how many seconds of load, `runRounds` will take. */
export function extent({ proxies, scenarios, rounds, seconds }) {
  const cells = scenarios.reduce((sum, scenario) => sum + takingPart(proxies, scenario).length, 0);
  return { steps: cells * (rounds + 1), seconds: cells * (WARM_UP_SECONDS + rounds * seconds) };
}

const takingPart = (proxies, scenario) =>
  proxies.filter(({ subject }) => !scenario.sticky || subject.sticky !== undefined);

const rotated = (list, by) => list.map((_, index) => list[(index + by) % list.length]);
