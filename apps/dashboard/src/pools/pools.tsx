import { useGateway } from '../api/gateway.context';
import { PoolPanel } from './pool.panel';

/** Every pool, in the order of the configuration. */
export function Pools() {
  const { pools, link } = useGateway();
  return (
    <div id="pools" class="pools" tabIndex={-1}>
      {pools.value.map((pool) => (
        <PoolPanel key={pool.name} pool={pool} />
      ))}
      {pools.value.length === 0 && (
        <section class="card empty">
          {link.value === 'live' ? 'There are no pools.' : 'Asking the gateway …'}
        </section>
      )}
    </div>
  );
}
