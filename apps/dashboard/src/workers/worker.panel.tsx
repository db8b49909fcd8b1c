import { type WorkerStatus } from '@app/contracts';
import { useGateway } from '../api/gateway.context';
import { count } from '../look/words';

const MIB = 1024 * 1024;

/** The processes that have the clients, where there should be more than one. */
export function WorkerPanel() {
  const list = useGateway().workers.value;
  if (list === undefined || list.wanted < 2) return null;
  const serving = list.workers.filter(({ state }) => state === 'serving').length;
  return (
    <section class="card processes" aria-labelledby="workers">
      <h2 id="workers">Workers</h2>
      {serving < list.wanted && (
        <p class="verdict refused">
          Only {serving} of {list.wanted} serve.
        </p>
      )}
      <ul>
        {list.workers.map((worker) => (
          <li key={worker.pid}>
            <b>{worker.place}</b>
            <span>{worker.state}</span>
            <span class="muted">{figuresOf(worker)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function figuresOf({ pid, residentBytes, inFlight }: WorkerStatus): string {
  return [
    `process ${pid}`,
    ...(residentBytes === null ? [] : [`${count(Math.round(residentBytes / MIB))} MiB`]),
    ...(inFlight === null ? [] : [`${count(inFlight)} in flight`]),
  ].join(' · ');
}
