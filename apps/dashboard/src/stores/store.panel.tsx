import { useGateway } from '../api/gateway.context';

/** The outside stores that do not do all they are asked, and why. */
export function StorePanel() {
  const troubled = useGateway().stores.value.filter(({ troubles }) => troubles.length > 0);
  if (troubled.length === 0) return null;
  return (
    <section class="card processes" aria-labelledby="stores">
      <h2 id="stores">Stores</h2>
      {troubled.flatMap(({ store, troubles }) =>
        troubles.map(({ what, reason, advice }) => (
          <p class="verdict refused" key={store + what}>
            <b>{store}</b> {what}: {reason.replace(/\.$/, '')}.{advice !== null && ` ${advice}.`}
          </p>
        )),
      )}
    </section>
  );
}
