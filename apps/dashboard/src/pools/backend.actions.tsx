import { useSignal } from '@preact/signals';
import { type BackendStatus, type DesiredState } from '@app/contracts';
import { useGateway } from '../api/gateway.context';
import { counted } from '../look/words';

interface Step {
  readonly label: string;
  readonly state: DesiredState;
}

const DRAIN: Step = { label: 'Drain', state: 'draining' };
const DISABLE: Step = { label: 'Disable', state: 'disabled' };
const ENABLE: Step = { label: 'Enable', state: 'enabled' };

/** The next possible states, by the desired state. */
const STEPS: Readonly<Record<DesiredState, readonly Step[]>> = {
  enabled: [DRAIN],
  draining: [ENABLE, DISABLE],
  disabled: [ENABLE],
};

/** The actions of an operator for a backend; while it drains, also its remaining work. */
export function BackendActions({ backend }: { backend: BackendStatus }) {
  const gateway = useGateway();
  const failure = useSignal('');
  const takesNothing = backend.state === 'draining' || backend.state === 'disabled';
  const name = `${backend.pool}/${backend.id}`;
  const want = (state: DesiredState): void => {
    failure.value = '';
    gateway.setState(backend, state).catch((error: Error) => (failure.value = error.message));
  };
  return (
    <>
      {takesNothing && <span class="left">{remainingWork(backend)}</span>}
      {STEPS[backend.desiredState].map(({ label, state }) => (
        <button key={state} type="button" aria-label={`${label} ${name}`} onClick={() => want(state)}>
          {label}
        </button>
      ))}
      <span role="alert" class="wrong">
        {failure.value}
      </span>
    </>
  );
}

function remainingWork({ inFlight, ownedSessions }: BackendStatus): string {
  if (inFlight === 0 && ownedSessions === 0) return 'Nothing left';
  const owned = ownedSessions === null ? 'sessions unknown' : `${counted(ownedSessions, 'session')} left`;
  return `${inFlight} in flight, ${owned}`;
}
