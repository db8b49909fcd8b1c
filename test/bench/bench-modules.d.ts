// The benchmark is plain JavaScript; these are the shapes of its pure parts, for the specs beside this file.

declare module '*/bench/options.mjs' {
  export class OptionError extends Error {}
  export function readOptions(
    argv: string[],
    choices: { subjects: string[]; scenarios: string[] },
  ): {
    help: boolean;
    check: boolean;
    record: boolean;
    subjects: string[];
    scenarios: string[];
    seconds: number;
    rounds: number;
  };
}

declare module '*/bench/pinning.mjs' {
  export function allowedCores(status: string): number[];
}

declare module '*/bench/accounting/usage.mjs' {
  export function usageOf(root: number): { cpuMicros: number; residentBytes: number };
  export function cpuMicros(schedstat: string): number;
  export function residentBytes(status: string): number;
}

declare module '*/bench/accounting/process-tree.mjs' {
  export function processTree(root: number): number[];
  export function parentOf(stat: string): number;
}

declare module '*/bench/load/wrk.mjs' {
  export function readReport(stdout: string): {
    requests: number;
    seconds: number;
    p50: number;
    p99: number;
    failures: Record<string, number>;
  };
}

declare module '*/bench/profiling/self-time.mjs' {
  interface CallFrame {
    functionName: string;
    url: string;
    lineNumber: number;
  }
  export function selfTimes(
    profile: {
      nodes: { id: number; callFrame: CallFrame }[];
      samples: number[];
      timeDeltas: number[];
      startTime: number;
    },
    window: { from: number; to: number },
  ): { name: string; place: string; micros: number }[];
}

declare module '*/bench/report/chart.mjs' {
  export function chart(content: {
    title: string;
    note: string;
    panels: { title: string; bars: { label: string; value: number; ours: boolean }[] }[];
  }): string;
}

declare module '*/bench/report/summary.mjs' {
  interface Failures {
    badStatus: number;
    socketErrors: number;
    timeouts: number;
  }
  export interface Sample {
    subject: string;
    scenario: string;
    cpuMicros: number;
    requestsPerSecond: number;
    p50: number;
    p99: number;
    residentBytes: number;
    failures: Failures;
  }
  export interface Row extends Sample {
    spread: number;
  }
  interface Cell {
    subject: string;
    scenario: string;
  }
  type Cost = Cell & { cpuMicros: number };
  export function median(numbers: number[]): number;
  export function spread(numbers: number[]): number;
  export function summarize(samples: Sample[]): Row[];
  export function ratio(rows: Cost[], from: Cell, to: Cell): number | undefined;
}

declare module '*/bench/report/table.mjs' {
  import { type Row } from '*/bench/report/summary.mjs';
  export function table(
    scenario: { name: string; title: string },
    subjects: { name: string; title: string }[],
    rows: Row[],
  ): string;
}

declare module '*/bench/report/targets.mjs' {
  export function checkTargets(
    rows: { subject: string; scenario: string; cpuMicros: number }[],
  ): { title: string; most: number; value: number | undefined; holds: boolean }[];
}

declare module '*/bench/rounds.mjs' {
  interface Proxy {
    subject: { name: string; sticky: string | undefined };
  }
  interface Scenario {
    name: string;
    sticky: boolean;
  }
  interface Plan {
    proxies: Proxy[];
    scenarios: Scenario[];
    rounds: number;
    seconds: number;
  }
  export function runRounds<Sample>(
    plan: Plan & {
      stand: { measure(proxy: Proxy, scenario: Scenario, seconds: number): Promise<Sample> };
      progress: { step(): void };
    },
  ): Promise<Sample[]>;
  export function extent(plan: Plan): { steps: number; seconds: number };
}
