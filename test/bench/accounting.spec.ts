import { parentOf, processTree } from '../../bench/accounting/process-tree.mjs';
import { cpuMicros, residentBytes, usageOf } from '../../bench/accounting/usage.mjs';
import { allowedCores } from '../../bench/pinning.mjs';

const onLinux = process.platform === 'linux' ? describe : describe.skip;

describe('the accounting of the benchmark', () => {
  it('reads the CPU time of a thread to the nanosecond', () => {
    expect(cpuMicros('1234567890 42 7\n')).toBe(1_234_567.89);
  });

  it('reads resident memory, and none of a process that is ending', () => {
    expect(residentBytes('Name:\tnode\nVmRSS:\t   73216 kB\nThreads:\t11\n')).toBe(73_216 * 1024);
    expect(residentBytes('Name:\tnode\nState:\tZ (zombie)\n')).toBe(0);
  });

  it('finds the parent of a process whose name holds spaces and brackets', () => {
    expect(parentOf('77 (a) b (c)) S 42 77 77 0 -1')).toBe(42);
  });

  it('reads a list of cores with ranges', () => {
    expect(allowedCores('Name:\tnode\nCpus_allowed_list:\t0-2,5\nMems_allowed_list:\t0\n')).toEqual([
      0, 1, 2, 5,
    ]);
  });
});

onLinux('the accounting of the benchmark, asked about this process', () => {
  it('counts itself and its descendants once each', () => {
    const tree = processTree(process.pid);
    expect(tree[0]).toBe(process.pid);
    expect(new Set(tree).size).toBe(tree.length);
  });

  it('never counts backwards', () => {
    const before = usageOf(process.pid);
    const after = usageOf(process.pid);
    expect(after.cpuMicros).toBeGreaterThanOrEqual(before.cpuMicros);
    expect(after.residentBytes).toBeGreaterThan(0);
  });
});
