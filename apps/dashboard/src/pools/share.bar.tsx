import { type BackendStatus } from '@app/contracts';

/** Shows how the traffic of a pool spreads over its backends. The table has the same numbers as text. */
export function ShareBar({ backends }: { backends: readonly BackendStatus[] }) {
  const total = backends.reduce((sum, own) => sum + own.requestsPerSecond, 0);
  return (
    <div class="share" aria-hidden="true">
      {backends.map((own) => (
        <span
          key={own.id}
          class={`part ${own.state}`}
          title={`${own.id}: ${own.requestsPerSecond} requests/s`}
          style={{ flexGrow: total === 0 ? 1 : own.requestsPerSecond / total }}
        />
      ))}
    </div>
  );
}
