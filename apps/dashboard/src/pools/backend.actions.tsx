import { useSignal } from '@preact/signals';
import { type BackendStatus, type WantedState } from '@app/contracts';
import { useGateway } from '../api/gateway.context';
import { counted } from '../look/words';

/** What an operator can do about a backend; and, while it drains, what is left of it. */
export function BackendActions({ backend }: { backend: BackendStatus }) {
  const gateway = useGateway();
  const failure = useSignal('');
  const isOff = backend.state === 'draining' || backend.state === 'disabled';
  const name = `${backend.pool}/${backend.id}`;
  const want = (state: WantedState): void => {
    failure.value = '';
    gateway.setState(backend, state).catch((error: Error) => (failure.value = error.message));
  };
  return (
    <>
      {isOff && <span class="left">{whatIsLeft(backend)}</span>}
      {isOff ? (
        <button type="button" aria-label={`Enable ${name}`} onClick={() => want('enabled')}>
          Enable
        </button>
      ) : (
        <button type="button" aria-label={`Drain ${name}`} onClick={() => want('draining')}>
          Drain
        </button>
      )}
      <span role="alert" class="wrong">
        {failure.value}
      </span>
    </>
  );
}

function whatIsLeft({ inFlight, ownedSessions }: BackendStatus): string {
  if (inFlight === 0 && ownedSessions === 0) return 'Nothing left';
  return `${inFlight} in flight, ${counted(ownedSessions, 'session')} left`;
}
