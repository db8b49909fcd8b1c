import { type BackendStatus, type DesiredState } from '@app/contracts';
import { findBackend, fullName } from './backend-target';
import { selfDrainNote, scopeNote, drainSummary } from './figures';
import { type Operation } from './gateway-command';

/** Has a backend drained, disabled or enabled, and tells how it is now. */
export async function changeState(
  { client, terminal, json }: Operation,
  name: string,
  state: DesiredState,
): Promise<{ readonly path: string; readonly backend: BackendStatus }> {
  const path = await findBackend(client, name);
  const backend = await client.ask<BackendStatus>('PATCH', path, { state });
  const more = state === 'enabled' ? selfDrainNote(backend) : drainSummary(backend);
  const now = [`${fullName(backend)} is ${backend.state}`, ...(more === undefined ? [] : [more])].join('; ');
  terminal.out(json ? JSON.stringify(backend) : `${now}${scopeNote(backend)}`);
  return { path, backend };
}
