/** The middle of a list of numbers, or the mean of the two in the middle. */
export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** How far apart the least and the greatest are, as a share of the median: the noise of a measurement. */
export function spread(numbers) {
  return (Math.max(...numbers) - Math.min(...numbers)) / median(numbers);
}

/**
 * One row per scenario and subject: medians over the rounds, the largest memory,
 * and the sum of the failures.
 */
export function summarize(samples) {
  return [...groups(samples).values()].map((group) => {
    const middle = (field) => median(group.map((sample) => sample[field]));
    return {
      scenario: group[0].scenario,
      subject: group[0].subject,
      cpuMicros: middle('cpuMicros'),
      spread: spread(group.map(({ cpuMicros }) => cpuMicros)),
      requestsPerSecond: middle('requestsPerSecond'),
      p50: middle('p50'),
      p99: middle('p99'),
      residentBytes: Math.max(...group.map(({ residentBytes }) => residentBytes)),
      failures: addUp(group.map(({ failures }) => failures)),
    };
  });
}

/** How many times the CPU of `to` a row took; undefined when either was not measured. */
export function ratio(rows, from, to) {
  const cpu = ({ scenario, subject }) =>
    rows.find((row) => row.scenario === scenario && row.subject === subject)?.cpuMicros;
  const quotient = cpu(from) / cpu(to);
  return Number.isFinite(quotient) ? quotient : undefined;
}

function groups(samples) {
  const found = new Map();
  for (const sample of samples) {
    const key = `${sample.scenario} ${sample.subject}`;
    found.set(key, [...(found.get(key) ?? []), sample]);
  }
  return found;
}

function addUp(failures) {
  const sum = (field) => failures.reduce((total, one) => total + one[field], 0);
  return { badStatus: sum('badStatus'), socketErrors: sum('socketErrors'), timeouts: sum('timeouts') };
}
