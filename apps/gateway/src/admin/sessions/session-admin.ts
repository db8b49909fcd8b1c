import { ConflictException, Injectable, NotFoundException } from '@nestjs/common';
import { GatewayConfigurator } from '../../runtime/gateway-configurator';
import { sessionKey } from '../../data-plane/affinity/session-key';
import { StickySessionStore } from '../../data-plane/affinity/sticky-session.store';
import { type StickySession } from '../../data-plane/affinity/sticky-session';
import { EventLog } from '../events/event-log';
import { InvalidRequest } from '../requests/invalid-request';

/** Moves and deletes sticky sessions on request of an operator. */
@Injectable()
export class SessionAdmin {
  constructor(
    private readonly store: StickySessionStore,
    private readonly configurator: GatewayConfigurator,
    private readonly events: EventLog,
  ) {}

  /** @throws NotFoundException when there is no such session. */
  async find(rule: string, key: string): Promise<StickySession> {
    const rules = this.configurator.running.affinity.map(({ name }) => name);
    if (!rules.includes(rule))
      throw new NotFoundException(
        `There is no such affinity rule; there are: ${rules.join(', ') || 'none'}.`,
      );
    const session = await this.store.find(sessionKey(rule, key));
    if (session === undefined) throw new NotFoundException('The key has no known owner.');
    return session;
  }

  /** @throws NotFoundException, ConflictException when somebody else has changed it meanwhile. */
  async forget(rule: string, key: string): Promise<StickySession> {
    const session = await this.find(rule, key);
    if (!(await this.store.forget(session))) throw overtaken();
    const message = `An operator deleted the sticky session of ${session.key}, owned by ${session.backendId}`;
    this.events.append({ kind: 'session.forgotten', message, backend: session.backendId });
    return session;
  }

  /** @throws InvalidRequest when no route of the rule leads to such a backend; else as `forget`. */
  async move(rule: string, key: string, backendId: string): Promise<StickySession> {
    const session = await this.find(rule, key);
    this.checkOwner(rule, backendId);
    const moved = await this.store.move(session, backendId, 'operator');
    if (moved === undefined) throw overtaken();
    const message = `An operator moved ${session.key} from ${session.backendId} to ${backendId}`;
    const { backendId: from } = session;
    this.events.append({ kind: 'session.moved', message, backend: backendId, from, to: backendId });
    return moved;
  }

  private checkOwner(rule: string, backendId: string): void {
    const { routes, pools } = this.configurator.running;
    const names = new Set(routes.filter(({ affinity }) => affinity.includes(rule)).map(({ pool }) => pool));
    const reachable = this.configurator.changes
      .over(pools.filter(({ name }) => names.has(name)))
      .flatMap(({ backends }) => backends.map(({ id }) => id));
    if (reachable.includes(backendId)) return;
    const msg = `no route with this rule leads to this backend; there are: ${reachable.slice(0, 20).join(', ') || 'none'}`;
    throw new InvalidRequest([{ loc: ['body', 'backend'], msg, type: 'value_error' }]);
  }
}

function overtaken(): ConflictException {
  return new ConflictException('The session has changed in the meantime; read it again.');
}
