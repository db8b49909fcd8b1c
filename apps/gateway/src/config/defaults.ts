import { firstPool } from './env-overrides';
import { putAt, valueAt } from './path';

const BACKENDS = [8000, 8001, 8002, 8003].map((port) => `http://127.0.0.1:${port}`);
const AFFINITY = { items: { key: [{ path: '/items/:item_id' }, { query: 'item_id' }], claim: ['POST'] } };

/** Adds the omitted sections to `config`, as they would be written in the file. */
export function applyDefaults(config: unknown): void {
  const whenAbsent = (path: string[], value: () => unknown) => {
    if (valueAt(config, path) === undefined) putAt(config, path, value());
  };
  const first = ['pools', firstPool(config)];
  if (valueAt(config, [...first, 'discovery']) === undefined)
    whenAbsent([...first, 'backends'], () => [...BACKENDS]);
  whenAbsent(['affinity'], () => AFFINITY);
  whenAbsent(['routes'], () => [
    { path: '/', pool: firstPool(config), affinity: Object.keys(valueAt(config, ['affinity']) ?? {}) },
  ]);
}
