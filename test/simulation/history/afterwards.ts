import { type History } from './history';

/** Sends a request for an item when the faults are over; resolves with the status, or undefined if it has none in time. */
export type AskAfterwards = (method: string, target: string, key: string) => Promise<number | undefined>;

/** When the faults are over: what is there is reachable, what is not there is not found, and can be created. */
export async function checkAfterwards(
  history: History,
  keys: ReadonlySet<string>,
  ask: AskAfterwards,
): Promise<void> {
  for (const key of keys) {
    if (history.violations.length > 0) return;
    const id = encodeURIComponent(key);
    await checkItem(history, key, (method) =>
      ask(method, method === 'POST' ? `/items/?item_id=${id}` : `/items/${id}`, key),
    );
  }
}

async function checkItem(
  history: History,
  key: string,
  ask: (method: string) => Promise<number | undefined>,
): Promise<void> {
  const expected = history.holdersOf(key).length > 0;
  const found = await ask('GET');
  if (found !== (expected ? 200 : 404))
    return history.violate('not reachable', key, `GET was answered ${found}`);
  if (expected) {
    const deleted = await ask('DELETE');
    if (deleted !== 204) return history.violate('not reachable', key, `DELETE was answered ${deleted}`);
  }
  const gone = await ask('GET');
  if (gone !== 404)
    return history.violate('not reachable', key, `GET of a deleted item was answered ${gone}`);
  const created = await ask('POST');
  if (created !== 201) return history.violate('not creatable', key, `POST was answered ${created}`);
  const again = await ask('GET');
  if (again !== 200) history.violate('not reachable', key, `GET of a created item was answered ${again}`);
}
