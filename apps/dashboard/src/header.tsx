import { useGateway } from './api/gateway.context';
import { ThemeButton } from './look/theme';

const LINKS = {
  connecting: 'Connecting',
  live: 'Live',
  lost: 'The gateway does not answer; what you see is old',
} as const;

/** The name, whether what is shown is live, and where else to look. */
export function Header() {
  const { link } = useGateway();
  return (
    <header class="top">
      <h1>
        <svg viewBox="0 0 32 32" class="mark" aria-hidden="true">
          <path d="M4 16h8c5 0 4-9 9-9h7M12 16h16M12 16c5 0 4 9 9 9h7" />
        </svg>
        Load Distributer
      </h1>
      <p class={`link ${link.value}`} role="status">
        <span class="pulse" aria-hidden="true" />
        {LINKS[link.value]}
      </p>
      <nav aria-label="More">
        <a href="/docs">API</a>
        <ThemeButton />
      </nav>
    </header>
  );
}
