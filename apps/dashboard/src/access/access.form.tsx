import { useRef } from 'preact/hooks';
import { useGateway } from '../api/gateway.context';

/** Asks for the admin token. It stays in this tab, and is gone with it. */
export function AccessForm() {
  const { api } = useGateway();
  const field = useRef<HTMLInputElement>(null);
  const wasWrong = api.hasToken;
  const unlock = (event: Event): void => {
    event.preventDefault();
    const token = field.current!.value.trim();
    if (token !== '') api.unlock(token);
  };
  return (
    <main class="access">
      <form class="card" onSubmit={unlock}>
        <h2>This gateway wants its admin token</h2>
        <p class="muted">It is what admin.token in gateway.yaml, or ADMIN_TOKEN in its environment, says.</p>
        <label for="token">Admin token</label>
        <div class="line">
          <input id="token" ref={field} type="password" autocomplete="off" required autofocus />
          <button type="submit" class="strong">
            Open
          </button>
        </div>
        <p role="alert" class="wrong">
          {wasWrong ? 'This is not the admin token.' : ''}
        </p>
      </form>
    </main>
  );
}
