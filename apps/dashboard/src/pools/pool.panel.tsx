import { useSignal } from '@preact/signals';
import { type PoolStatus } from '@app/contracts';
import { count, counted, time } from '../look/words';
import { BackendTable } from './backend.table';
import { EVERYBODY, listOf, PAGE_SIZE, type Wish } from './backend.list';
import { Pager } from './pager';
import { PoolTools } from './pool.tools';
import { ShareBar } from './share.bar';

/** So few need no search. */
const FEW = 8;

/** A pool: how it is as a whole, how its traffic spreads, and its backends, a page of them at a time. */
export function PoolPanel({ pool }: { pool: PoolStatus }) {
  const wish = useSignal<Wish>(EVERYBODY);
  const { shown, found, page } = listOf(pool.backends, wish.value);
  const title = `pool-${pool.name}`;
  return (
    <section class="card pool" aria-labelledby={title}>
      <header>
        <h2 id={title}>{pool.name}</h2>
        <span class="chip">{pool.balance}</span>
        <p class="facts">
          <span class={pool.available === 0 ? 'wrong' : ''}>
            <b>{pool.available}</b> of {counted(pool.backends.length, 'backend')} available
          </span>
          <span>
            <b>{count(pool.requestsPerSecond)}</b> requests/s
          </span>
          <span>
            <b>{time(pool.latency?.p95)}</b> p95
          </span>
        </p>
      </header>
      <ShareBar backends={pool.backends} />
      {pool.backends.length > FEW && <PoolTools backends={pool.backends} wish={wish} found={found} />}
      <BackendTable pool={pool} backends={shown} wish={wish} />
      {found > PAGE_SIZE && (
        <Pager
          page={page}
          pages={Math.ceil(found / PAGE_SIZE)}
          onTurn={(to) => (wish.value = { ...wish.value, page: to })}
        />
      )}
    </section>
  );
}
