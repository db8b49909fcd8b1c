import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { type SessionPage, type SessionStatus } from '@app/contracts';
import { useGateway } from '../api/gateway.context';
import { ago } from '../look/words';

const PAUSE_MS = 200;
const MOST = 10;

/** Finds the backend that owns a resource, while one types its key. */
export function OwnerSearch() {
  const { api } = useGateway();
  const found = useSignal<readonly SessionStatus[] | undefined>(undefined);
  const failure = useSignal('');
  const timer = useRef<number | undefined>(undefined);
  const asked = useRef('');

  const look = async (key: string): Promise<void> => {
    if (key === '') return void (found.value = undefined);
    try {
      const query = new URLSearchParams({ key, limit: String(MOST) });
      const { sessions } = await api.get<SessionPage>(`/api/sticky-sessions?${query.toString()}`);
      // The key has changed meanwhile, so this result is outdated.
      if (asked.current !== key) return;
      found.value = sessions;
      failure.value = '';
    } catch (error) {
      failure.value = (error as Error).message;
    }
  };
  const onType = (key: string, pause: number): void => {
    asked.current = key;
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => void look(key), pause);
  };

  return (
    <section class="card" aria-labelledby="owners">
      <h2 id="owners">Who owns …</h2>
      <form
        role="search"
        onSubmit={(event) => {
          event.preventDefault();
          onType(asked.current, 0);
        }}
      >
        <input
          type="search"
          placeholder="42"
          aria-label="Key of a resource, such as 42 of /items/42"
          onInput={({ currentTarget }) => onType(currentTarget.value.trim(), PAUSE_MS)}
        />
      </form>
      <div aria-live="polite">
        {failure.value !== '' && <p class="wrong">{failure.value}</p>}
        {found.value?.length === 0 && <p class="muted">No key with this beginning has a known owner.</p>}
        {found.value !== undefined && found.value.length > 0 && (
          <ul class="owners">
            {found.value.map((session) => (
              <Owner key={`${session.rule}/${session.key}`} session={session} />
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}

function Owner({ session: { rule, key, backend, state, origin, idle } }: { session: SessionStatus }) {
  return (
    <li>
      <code>{key}</code>
      <span class="arrow" aria-label="is owned by">
        →
      </span>
      <b>{backend}</b>
      <span class="muted">
        {rule}, {state === 'claimed' ? 'claimed, not yet proven' : `known by ${origin}`}, used {ago(idle)}
      </span>
    </li>
  );
}
