import { type BackendStatus } from '@app/contracts';
import { useGateway } from '../api/gateway.context';
import { count, time } from '../look/words';
import { BackendActions } from './backend.actions';
import { Sparkline } from './sparkline';

interface BackendRowProps {
  readonly backend: BackendStatus;
  /** Its requests a second, compared with the busiest of its pool: 0 to 1. */
  readonly load: number;
}

/** One backend, now. */
export function BackendRow({ backend, load }: BackendRowProps) {
  const { trails } = useGateway();
  const { id, url, state, weight, backup, origin, lastChange } = backend;
  const remarks = [weight === 1 ? [] : `weight ${weight}`, backup ? 'backup' : [], comingFrom(origin)].flat();
  const why = reasonOf(backend);
  return (
    <tr role="row" class={state}>
      <th role="rowheader" scope="row" class="id">
        <span class="name">{id}</span>
        {!url.endsWith(`//${id}`) && <span class="url">{url}</span>}
        {remarks.length > 0 && <span class="url">{remarks.join(', ')}</span>}
      </th>
      <td role="cell" class="state" title={lastChange === null ? undefined : `since ${lastChange.at}`}>
        <span class={`badge ${state}`}>
          <span class={`dot ${state}`} aria-hidden="true" />
          {state}
        </span>
        {backend.waiting > 0 && (
          <span class="why">
            {count(backend.waiting)} {backend.waiting === 1 ? 'request waits' : 'requests wait'} for it, the
            oldest for {time(backend.longestWait ?? 0)}
          </span>
        )}
        {why !== null && <span class="why">{why}</span>}
      </td>
      <td role="cell" class="number load" data-name="Requests/s">
        {count(backend.requestsPerSecond)}
        <span class="gauge" aria-hidden="true">
          <span style={{ width: `${Math.round(load * 100)}%` }} />
        </span>
      </td>
      <td role="cell" class="number latency" data-name="p95 latency">
        <Sparkline values={trails.of(backend)} />
        {time(backend.latency?.p95)}
      </td>
      <td role="cell" class="number" data-name="In flight">
        {count(backend.inFlight)}
      </td>
      <td role="cell" class={`number ${backend.errorsPerSecond > 0 ? 'wrong' : ''}`} data-name="Errors">
        {count(backend.errors)}
      </td>
      <td role="cell" class="number" data-name="Owned">
        {backend.ownedSessions === null ? '–' : count(backend.ownedSessions)}
      </td>
      <td role="cell" class="actions">
        <BackendActions backend={backend} />
      </td>
    </tr>
  );
}

/** Nothing of what the configuration lists, which is where an operator looks first. */
function comingFrom(origin: string): string | [] {
  if (origin === 'configuration') return [];
  return origin === 'operator' ? 'added by an operator' : `from ${origin}`;
}

/** Why it is not available, or why requests fail at it, as far as that is known. */
function reasonOf({ state, desiredState, selfDraining, why }: BackendStatus): string | null {
  if (state === 'draining' && desiredState === 'enabled' && selfDraining)
    return 'draining at the request of the backend itself, until it passes a probe';
  return why;
}
