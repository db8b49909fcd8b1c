import { type Signal } from '@preact/signals';
import { type BackendStatus, type PoolStatus } from '@app/contracts';
import { BackendRow } from './backend.row';
import { sortedBy, type SortKey, type Wish } from './backend.list';

const HEADINGS: readonly (readonly [key: SortKey, heading: string])[] = [
  ['id', 'Backend'],
  ['state', 'State'],
  ['requestsPerSecond', 'Requests/s'],
  ['latency', 'p95 latency'],
  ['inFlight', 'In flight'],
  ['errors', 'Errors'],
  ['ownedSessions', 'Owned'],
];

interface BackendTableProps {
  readonly pool: PoolStatus;
  readonly backends: readonly BackendStatus[];
  readonly wish: Signal<Wish>;
}

/** Backends and their figures. The roles are explicit, since a narrow page draws the table as cards. */
export function BackendTable({ pool, backends, wish }: BackendTableProps) {
  const busiest = Math.max(...pool.backends.map((own) => own.requestsPerSecond), 0.1);
  return (
    <table role="table" class="backends" aria-label={`Backends of ${pool.name}`}>
      <thead role="rowgroup">
        <tr role="row">
          {HEADINGS.map(([key, heading]) => (
            <th role="columnheader" scope="col" key={key} class={key} aria-sort={orderOf(wish.value, key)}>
              <button type="button" onClick={() => (wish.value = sortedBy(wish.value, key))}>
                {heading}
              </button>
            </th>
          ))}
          <th role="columnheader" scope="col">
            <span class="unseen">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {backends.map((own) => (
          <BackendRow key={own.id} backend={own} load={own.requestsPerSecond / busiest} />
        ))}
        {backends.length === 0 && (
          <tr role="row">
            <td role="cell" colSpan={8} class="empty">
              No backend is like that.
            </td>
          </tr>
        )}
      </tbody>
    </table>
  );
}

function orderOf({ sort, isDescending }: Wish, key: SortKey): 'ascending' | 'descending' | 'none' {
  if (sort !== key) return 'none';
  return isDescending ? 'descending' : 'ascending';
}
