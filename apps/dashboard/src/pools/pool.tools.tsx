import { type Signal } from '@preact/signals';
import { type BackendStatus } from '@app/contracts';
import { type Wish } from './backend.list';

interface PoolToolsProps {
  readonly backends: readonly BackendStatus[];
  readonly wish: Signal<Wish>;
  readonly found: number;
}

/** Finds some of many backends: by a part of the name, by state. */
export function PoolTools({ backends, wish, found }: PoolToolsProps) {
  const states = [...new Set(backends.map(({ state }) => state))].sort();
  const choose = (state: string | undefined): void => {
    wish.value = { ...wish.value, state, page: 0 };
  };
  return (
    <div class="tools">
      <input
        type="search"
        placeholder="Find a backend"
        aria-label="Find a backend by id or address"
        value={wish.value.text}
        onInput={({ currentTarget }) => (wish.value = { ...wish.value, text: currentTarget.value, page: 0 })}
      />
      <div class="choices" role="group" aria-label="Show only one state">
        <button type="button" aria-pressed={wish.value.state === undefined} onClick={() => choose(undefined)}>
          All {backends.length}
        </button>
        {states.map((state) => (
          <button
            type="button"
            key={state}
            aria-pressed={wish.value.state === state}
            onClick={() => choose(state)}
          >
            <span class={`dot ${state}`} aria-hidden="true" />
            {state} {backends.filter((own) => own.state === state).length}
          </button>
        ))}
      </div>
      <p class="muted" role="status">
        {found === backends.length ? '' : `${found} of ${backends.length}`}
      </p>
    </div>
  );
}
