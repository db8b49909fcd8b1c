import { Backend, type BackendSettings } from '../../apps/gateway/src/data-plane/upstream/backend';

/** A backend without a listener: enough for code that only selects backends. */
export function aBackend(id: string, settings: Partial<BackendSettings> = {}): Backend {
  const url = 'http://127.0.0.1:1';
  return new Backend({ id, url, weight: 1, maxInFlight: 0, backup: false, ...settings });
}

/** One backend for each weight, named `b0`, `b1` and so on. */
export function backendsOfWeight(...weights: number[]): Backend[] {
  return weights.map((weight, index) => aBackend(`b${index}`, { weight }));
}

/** `count` backends of weight 1. */
export function equalBackends(count: number): Backend[] {
  return backendsOfWeight(...new Array<number>(count).fill(1));
}

/** The ids of so many choices, one after the other. */
export function sequence(times: number, select: () => Backend | undefined): (string | undefined)[] {
  return Array.from({ length: times }, () => select()?.id);
}

/** How often each backend was chosen, by id. */
export function tally(times: number, select: (turn: number) => Backend | undefined): Record<string, number> {
  const counts: Record<string, number> = {};
  for (let turn = 0; turn < times; turn++) {
    const id = select(turn)?.id ?? 'nobody';
    counts[id] = (counts[id] ?? 0) + 1;
  }
  return counts;
}

/** The same backend, counting how often anything is read of it: what a choice costs, without a clock. */
export function countingReads(backend: Backend, onRead: () => void): Backend {
  return new Proxy(backend, {
    get(target, property) {
      onRead();
      return Reflect.get(target, property) as unknown;
    },
  });
}
