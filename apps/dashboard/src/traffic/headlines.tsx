import { type TrafficHistory } from '@app/contracts';
import { useGateway } from '../api/gateway.context';
import { count, time } from '../look/words';

/** The gateway in six numbers. */
export function Headlines() {
  const { history, backends, pools } = useGateway();
  const now = latest(history.value);
  const all = backends.value;
  const available = all.filter((backend) => backend.available).length;
  const sum = (of: (pool: (typeof pools.value)[number]) => number): number =>
    pools.value.reduce((total, pool) => total + of(pool), 0);
  const isOwnedKnown = pools.value.every(({ ownedSessions }) => ownedSessions !== null);
  const errors = sum((pool) => pool.errorsPerSecond);
  return (
    <dl class="headlines">
      <Headline name="Requests" value={count(sum((pool) => pool.requestsPerSecond))} unit="/s" isMain />
      <Headline name="Errors" value={count(errors)} unit="/s" isBad={errors > 0} />
      <Headline name="p95 latency" value={time(now?.p95)} />
      <Headline name="In flight" value={count(sum((pool) => pool.inFlight))} />
      <Headline
        name="Owned"
        value={isOwnedKnown ? count(sum((pool) => pool.ownedSessions!)) : '–'}
        unit="sessions"
      />
      <Headline
        name="Available"
        value={count(available)}
        unit={`of ${all.length}`}
        isBad={all.length > 0 && available === 0}
      />
    </dl>
  );
}

interface HeadlineProps {
  readonly name: string;
  readonly value: string;
  readonly unit?: string;
  readonly isMain?: boolean;
  readonly isBad?: boolean;
}

function Headline({ name, value, unit, isMain = false, isBad = false }: HeadlineProps) {
  return (
    <div class={`headline ${isMain ? 'main' : ''} ${isBad ? 'bad' : ''}`}>
      <dt>{name}</dt>
      <dd>
        {value}
        {unit !== undefined && <small>{unit}</small>}
      </dd>
    </div>
  );
}

function latest(history: TrafficHistory | undefined): { p95: number | null } | undefined {
  return history && { p95: history.p95.at(-1) ?? null };
}
