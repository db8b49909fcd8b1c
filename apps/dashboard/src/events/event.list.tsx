import { type GatewayEvent } from '@app/contracts';
import { useGateway } from '../api/gateway.context';
import { type ReceivedEvent } from '../api/event.stream';

const SHOWN = 40;

/** Recent events, the latest first. */
export function EventList() {
  const { events } = useGateway();
  const shown = events.value.slice(0, SHOWN);
  return (
    <section class="card events" aria-labelledby="events">
      <h2 id="events">Events</h2>
      {shown.length === 0 && <p class="muted">Nothing has happened yet.</p>}
      <div role="log" aria-labelledby="events" tabIndex={0}>
        <ol>
          {shown.map((received) => (
            <EventItem key={received.id} received={received} />
          ))}
        </ol>
      </div>
    </section>
  );
}

function EventItem({ received: { event } }: { received: ReceivedEvent }) {
  return (
    <li class={toneOf(event)}>
      <time dateTime={event.at}>{clockTime(event.at)}</time>
      <span>{event.message}</span>
    </li>
  );
}

/** Returns whether an event is good news, bad news, or neither. */
function toneOf({ kind, to }: GatewayEvent): string {
  if (kind === 'config.rejected' || kind === 'file.rejected' || kind === 'discovery.failed') return 'bad';
  if (kind === 'store.troubled') return 'bad';
  if (to === 'unhealthy' || to === 'ejected' || to === 'panic') return 'bad';
  if (kind === 'backend.removed' || kind === 'discovery.suspended' || kind === 'discovery.skipped')
    return 'warn';
  if (kind === 'config.warned') return 'warn';
  if (kind === 'cluster.disconnected' || kind === 'cluster.left') return 'warn';
  if (kind === 'discovery.recovered' || kind === 'cluster.reconnected' || kind === 'cluster.joined')
    return 'good';
  if (kind === 'store.recovered') return 'good';
  if (to === 'draining' || to === 'disabled') return 'warn';
  return kind === 'backend.state' || kind === 'backend.added' || to === 'normal' ? 'good' : 'plain';
}

function clockTime(moment: string): string {
  return new Date(moment).toLocaleTimeString('en-GB');
}
