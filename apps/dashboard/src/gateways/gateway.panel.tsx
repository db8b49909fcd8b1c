import { type GatewayList } from '@app/contracts';
import { useGateway } from '../api/gateway.context';

/** The members of the cluster, if there is more than this gateway. */
export function GatewayPanel() {
  const list = useGateway().gateways.value;
  if (list === undefined || list.gateways.length < 2) return null;
  return (
    <section class="card processes" aria-labelledby="gateways">
      <h2 id="gateways">Gateways</h2>
      <Warnings list={list} />
      <ul>
        {list.gateways.map(({ id, self, state, version, host, configHash }) => (
          <li key={id}>
            <b>{id}</b>
            {self && <span>this one</span>}
            <span class="muted">
              {state} · {version} · {host} · <code>{configHash}</code>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Warnings({ list: { differences, sharing } }: { list: GatewayList }) {
  return (
    <>
      {differences.length > 0 && <p class="verdict refused">They differ in: {differences.join(', ')}.</p>}
      {sharing === 'split' && (
        <p class="verdict refused">
          Redis is not reachable: what is changed here holds at this gateway only, until it can.
        </p>
      )}
    </>
  );
}
