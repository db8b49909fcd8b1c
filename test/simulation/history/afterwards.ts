import { type Plan } from '../plan';
import { type Simulation } from '../simulation';

/** When the faults are over: what is there is reachable, what is not there is not found, and can be created. */
export async function checkAfterwards(simulation: Simulation, { operations }: Plan): Promise<void> {
  const keys = new Set(operations.map(({ key }) => key));
  let number = operations.length + 1_000;
  for (const key of keys) {
    if (simulation.hasFailed) return;
    const ask = async (method: string): Promise<number | undefined> => {
      const id = encodeURIComponent(key);
      const target = method === 'POST' ? `/items/?item_id=${id}` : `/items/${id}`;
      const gateway = simulation.random.fraction();
      const details = { at: 0, isRepeatable: false, isAbout: true, leavesAfter: undefined, gateway };
      const status = simulation.begin({ ...details, number: number++, method, target, key });
      await simulation.runFor(3_000);
      return simulation.hasFailed ? undefined : status;
    };
    await checkItem(simulation, key, ask);
  }
}

async function checkItem(
  { history }: Simulation,
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
