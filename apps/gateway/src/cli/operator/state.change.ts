import { type BackendStatus, type WantedState } from '@app/contracts';
import { findBackend, fullName } from './backend.target';
import { reach, whatIsLeft } from './figures';
import { type Operation } from './operator.command';

/** Has a backend drained, disabled or enabled, and tells how it is now. */
export async function changeState(
  { client, terminal, json }: Operation,
  name: string,
  state: WantedState,
): Promise<{ readonly path: string; readonly backend: BackendStatus }> {
  const path = await findBackend(client, name);
  const backend = await client.ask<BackendStatus>('PATCH', path, { state });
  const left = state === 'enabled' ? '' : `; ${whatIsLeft(backend)}`;
  terminal.say(
    json ? JSON.stringify(backend) : `${fullName(backend)} is ${backend.state}${left}${reach(backend)}`,
  );
  return { path, backend };
}
