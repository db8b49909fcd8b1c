import { SessionAddress, SessionMove, SessionPage, SessionQuery, SessionStatus } from '@app/contracts';
import { Delete, Get, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiOkResponse, ApiParam } from '@nestjs/swagger';
import { Clock } from '../platform/clock';
import { poolOf, ruleOf, valueOf } from '../data-plane/affinity/session-key';
import { isLeased } from '../data-plane/affinity/session-transitions';
import { type StickySession } from '../data-plane/affinity/sticky-session';
import { AdminController } from './admin.controller';
import { ApiProblem } from './openapi/api-problem.decorator';
import { Audited } from './requests/audited.decorator';
import { Checked } from './requests/checked.decorator';
import { SessionAdmin } from './sessions/session-admin';
import { SessionSearch } from './sessions/session-search';

/** Who owns what. */
@AdminController('sticky-sessions')
@ApiProblem(503, 'The store of the sticky sessions does not respond.')
export class StickySessionsController {
  constructor(
    private readonly search: SessionSearch,
    private readonly keeper: SessionAdmin,
    @Inject(Clock) private readonly clock: Clock,
  ) {}

  /** A page of the sticky sessions; one that is empty may still be followed by others. */
  @Get()
  @ApiOkResponse({ type: SessionPage })
  async list(@Checked({ query: SessionQuery }) { query }: { query: SessionQuery }): Promise<SessionPage> {
    const { sessions, next } = await this.search.page(query);
    return { sessions: sessions.map((session) => this.statusOf(session)), next: next ?? null };
  }

  /** Who owns one resource. */
  @Get(':rule/:key')
  @ApiParam({ name: 'rule', example: 'items' })
  @ApiParam({ name: 'key', example: '42' })
  @ApiOkResponse({ type: SessionStatus })
  @ApiProblem(404, 'There is no such rule, or the key has no known owner.')
  async find(@Checked({ path: SessionAddress }) { path }: { path: SessionAddress }): Promise<SessionStatus> {
    return this.statusOf(await this.keeper.find(path.rule, path.key));
  }

  /** Has it forgotten who owns a resource; the resource itself stays where it is. */
  @Delete(':rule/:key')
  @Audited()
  @ApiParam({ name: 'rule', example: 'items' })
  @ApiParam({ name: 'key', example: '42' })
  @ApiOkResponse({ type: SessionStatus, description: 'The session before the change.' })
  @ApiProblem(404, 'There is no such rule, or the key has no known owner.')
  @ApiProblem(409, 'The session has changed in the meantime.')
  async forget(
    @Checked({ path: SessionAddress }) { path }: { path: SessionAddress },
  ): Promise<SessionStatus> {
    return this.statusOf(await this.keeper.forget(path.rule, path.key));
  }

  /** Gives a resource another owner. It does not move the resource itself. */
  @Post(':rule/:key/move')
  @HttpCode(200)
  @Audited()
  @ApiParam({ name: 'rule', example: 'items' })
  @ApiParam({ name: 'key', example: '42' })
  @ApiOkResponse({ type: SessionStatus })
  @ApiProblem(404, 'There is no such rule, or the key has no known owner.')
  @ApiProblem(409, 'The session has changed in the meantime.')
  async move(
    @Checked({ path: SessionAddress, body: SessionMove })
    { path, body }: { path: SessionAddress; body: SessionMove },
  ): Promise<SessionStatus> {
    return this.statusOf(await this.keeper.move(path.rule, path.key, body.backend));
  }

  private statusOf(session: StickySession): SessionStatus {
    const { key, backendId, state, origin, epoch, proven, createdAt, lastUsedAt } = session;
    const now = this.clock.wallTime();
    const isPending = isLeased(session, now);
    return {
      rule: ruleOf(key),
      pool: poolOf(key),
      key: valueOf(key),
      backend: backendId,
      state,
      origin,
      epoch,
      proven,
      pending: isPending ? session.pending : 0,
      pendingUntil: isPending ? new Date(session.pendingUntil).toISOString() : null,
      age: secondsSince(createdAt, now),
      idle: secondsSince(lastUsedAt, now),
    };
  }
}

function secondsSince(moment: number, now: number): number {
  return Math.max(0, Math.round((now - moment) / 1_000));
}
