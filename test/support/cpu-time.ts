const RUNS = 10;

/** The least CPU time of some runs, in milliseconds: what else the machine does is in none of it but by its caches. */
export async function cpuTimeOf(work: () => unknown): Promise<number> {
  let least = Infinity;
  for (let run = 0; run < RUNS; run++) {
    const begun = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(begun);
    least = Math.min(least, (user + system) / 1_000);
  }
  return least;
}
