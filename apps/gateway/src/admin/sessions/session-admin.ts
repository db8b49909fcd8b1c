import { ConflictException, Injectable, NotFoundException } from '@nestjs/common';
import { GatewayConfigurator } from '../../runtime/gateway-configurator';
import { poolOf, sessionKey } from '../../data-plane/affinity/session-key';
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

  /**
   * The session of the first pool that has one.
   *
   * @throws NotFoundException if there is no such session.
   */
  async find(rule: string, key: string): Promise<StickySession> {
    const rules = this.configurator.running.affinity.map(({ name }) => name);
    if (!rules.includes(rule))
      throw new NotFoundException(
        `There is no such affinity rule; there are: ${rules.join(', ') || 'none'}.`,
      );
    for (const name of this.poolsOf(rule)) {
      const session = await this.store.findFresh(sessionKey(rule, name, key));
      if (session !== undefined) return session;
    }
    throw new NotFoundException('The key has no known owner.');
  }

  /** @throws NotFoundException, or ConflictException if another request has changed the session in the meantime. */
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
    this.checkOwner(session, backendId);
    const moved = await this.store.move(session, backendId, 'operator');
    if (moved === undefined) throw overtaken();
    const message = `An operator moved ${session.key} from ${session.backendId} to ${backendId}`;
    const { backendId: from } = session;
    this.events.append({ kind: 'session.moved', message, backend: backendId, from, to: backendId });
    return moved;
  }

  /** Pools of the routes of the rule first, then the others. */
  private poolsOf(rule: string): string[] {
    const { routes, pools } = this.configurator.running;
    const routed = routes.flatMap((route) => (route.affinity.includes(rule) ? (route.pool ?? []) : []));
    return [...new Set([...routed, ...pools.map(({ name }) => name)])];
  }

  private checkOwner({ key }: StickySession, backendId: string): void {
    const pool = poolOf(key);
    const { pools } = this.configurator.running;
    const members = this.configurator.changes
      .over(pools.filter(({ name }) => name === pool))
      .flatMap(({ backends }) => backends.map(({ id }) => id));
    if (members.includes(backendId)) return;
    const msg = `pool ${pool} has no such backend; there are: ${members.slice(0, 20).join(', ') || 'none'}`;
    throw new InvalidRequest([{ loc: ['body', 'backend'], msg, type: 'value_error' }]);
  }
}

function overtaken(): ConflictException {
  return new ConflictException('The session has changed, or a creating request is under way; read it again.');
}
