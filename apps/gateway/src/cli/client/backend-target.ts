import { type BackendStatus, type PoolList } from '@app/contracts';
import { ExitCode } from '../exit-code';
import { type AdminClient } from './admin-client';
import { CommandError } from './command.error';

/** Name and description of the argument that says which backend is meant. */
export const BACKEND = ['<id>', 'id of the backend, or pool/id if several pools have it'] as const;

/** The path of the one backend that is meant; @throws CommandError when there is none, or several. */
export async function findBackend(client: AdminClient, name: string): Promise<string> {
  const { pools } = await client.get<PoolList>('/api/pools');
  const backends = pools.flatMap((pool) => pool.backends);
  const found = backends.filter((backend) => backend.id === name || fullName(backend) === name);
  if (found.length === 1) return pathOf(found[0]);
  if (found.length === 0)
    throw new CommandError(
      `There is no backend ${name}. There are: ${listed(backends) || 'none'}.`,
      ExitCode.NotFound,
    );
  throw new CommandError(
    `Several pools have a backend ${name}. Choose one of: ${listed(found)}.`,
    ExitCode.Misused,
  );
}

export function fullName({ pool, id }: BackendStatus): string {
  return `${pool}/${id}`;
}

function pathOf({ pool, id }: BackendStatus): string {
  return `/api/pools/${encodeURIComponent(pool)}/backends/${encodeURIComponent(id)}`;
}

const MAX_LISTED = 20;

function listed(backends: readonly BackendStatus[]): string {
  const more = backends.length > MAX_LISTED ? `, and ${backends.length - MAX_LISTED} more` : '';
  return backends.slice(0, MAX_LISTED).map(fullName).join(', ') + more;
}
