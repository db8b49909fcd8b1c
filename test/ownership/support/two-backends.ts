import { aBackend, type Backend } from './a-backend';
import { type Answer, send } from './messages';

/** Two backends, of which the first owns key 42 under epoch 8. */
export async function twoBackends(...options: Parameters<typeof aBackend>[1][]): Promise<[Backend, Backend]> {
  const [from, to] = [await aBackend('b1', options[0]), await aBackend('b2', options[1])];
  await send(`${from.url}/things/42`, 8, { method: 'PUT', body: 'state' });
  return [from, to];
}

/** Reads key 42 under an epoch, or without one. */
export const read = (backend: Backend, epoch?: number): Promise<Answer> =>
  send(`${backend.url}/things/42`, epoch);
