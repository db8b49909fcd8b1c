import { AccessForm } from './access/access.form';
import { type Gateway } from './api/gateway';
import { GatewayContext } from './api/gateway.context';
import { EventList } from './events/event.list';
import { ExplainForm } from './explain/explain.form';
import { Header } from './header';
import { GatewayPanel } from './gateways/gateway.panel';
import { OwnerSearch } from './owners/owner.search';
import { Pools } from './pools/pools';
import { StorePanel } from './stores/store.panel';
import { Headlines } from './traffic/headlines';
import { TrafficChart } from './traffic/traffic.chart';
import { WorkerPanel } from './workers/worker.panel';

/** The operator's page. */
export function App({ gateway }: { gateway: Gateway }) {
  return (
    <GatewayContext.Provider value={gateway}>
      <a class="skip" href="#pools">
        Skip to the pools
      </a>
      <Header />
      {gateway.api.isLocked.value ? (
        <AccessForm />
      ) : (
        <main>
          <section class="traffic" aria-label="Traffic">
            <Headlines />
            <TrafficChart />
          </section>
          <Pools />
          <div class="side">
            <OwnerSearch />
            <ExplainForm />
            <StorePanel />
            <GatewayPanel />
            <WorkerPanel />
          </div>
          <EventList />
        </main>
      )}
    </GatewayContext.Provider>
  );
}
