import { type ExplainRequest, type Explanation } from '@app/contracts';
import { Injectable } from '@nestjs/common';
import {
  NoBackendAvailableError,
  OwnerUnavailableError,
  OwnerUnknownError,
} from '../../data-plane/errors/availability.errors';
import { ProxyError } from '../../data-plane/errors/proxy.error';
import { GatewayConfigurator } from '../../runtime/gateway-configurator';
import { Admission } from '../../data-plane/admission/admission';
import { Affinity, type NamedBackend } from '../../data-plane/affinity/affinity';
import { ownerAction, REASON_AFTER } from '../../data-plane/affinity/owner-availability';
import { type StickySession } from '../../data-plane/affinity/sticky-session';
import { Balancer } from '../../data-plane/balancing/balancer';
import { type Exchange } from '../../data-plane/exchange/exchange';
import { ProxySettings } from '../../data-plane/exchange/proxy-settings';
import { type ProxyRoute } from '../../data-plane/routing/proxy-route';
import { Router } from '../../data-plane/routing/router';
import { type AffinityRule } from '../../data-plane/affinity/affinity-rule';
import { admissionOf } from './explain-admission';
import { missFinding, namedFinding, ownerFinding, waitText } from './explain-affinity';
import { byOwner, byTurns } from './explain-candidates';
import { dryRunExchange } from './dry-run-exchange';
import { ExplanationBuilder } from './explanation-builder';

/**
 * Explains how the gateway would handle a request now, and why. Sends, claims and counts nothing, and advances no
 * selector.
 */
@Injectable()
export class Explainer {
  constructor(
    private readonly settings: ProxySettings,
    private readonly router: Router,
    private readonly admission: Admission,
    private readonly affinity: Affinity,
    private readonly balancer: Balancer,
    private readonly configurator: GatewayConfigurator,
  ) {}

  /** @throws InvalidRequest for a request that cannot be sent. */
  async explain(request: ExplainRequest): Promise<Explanation> {
    const story = new ExplanationBuilder();
    try {
      await this.follow(dryRunExchange(request, this.settings), story);
    } catch (error) {
      if (!(error instanceof ProxyError)) throw error;
      story.refuse(error);
    }
    return story.end();
  }

  private async follow(exchange: Exchange, story: ExplanationBuilder): Promise<void> {
    const { head } = exchange;
    if (head.path === '*')
      return story.answer('request', 'The gateway itself responds to OPTIONS * with 204.');
    story.tell('request', `${head.method} ${head.path} for host ${head.host || '(none)'}.`);
    const route = this.router.route(exchange);
    story.lead(route.name, route.pool);
    const settings = this.configurator.running.routes.find(({ name }) => name === route.name);
    this.admission.checkAddress(exchange);
    story.tell(
      'admission',
      admissionOf(settings, head.contentLength, this.configurator.running.listen.limits.bodyBytes),
    );
    if (exchange.isPreflight)
      return story.answer('routing', 'The gateway itself responds to this preflight request.');
    if (route.localResponse !== undefined)
      return story.answer('routing', 'The route responds itself, without a backend.');
    await this.findOwner(exchange, route, story);
  }

  private async findOwner(exchange: Exchange, route: ProxyRoute, story: ExplanationBuilder): Promise<void> {
    const named = this.affinity.namedIn(exchange, route.affinity);
    if (named === undefined) {
      const why =
        route.affinity.length === 0 ? 'The route has no affinity rule.' : 'The request names no resource.';
      story.tell('affinity', why);
      return this.giveTurn(exchange, story, 'no-key');
    }
    if (!('keys' in named)) return this.followNamed(exchange, story, named);
    const key = await this.affinity.owners.ownedOf(named.keys);
    const session = await this.affinity.owners.findSession(exchange, named.rule, key);
    story.own(named.rule.name, session?.key ?? key, session);
    if (session !== undefined) return this.followOwner(exchange, story, named.rule, session);
    const isCreated = named.rule.intentOf(exchange, named.source) === 'create';
    const isAbsent = this.affinity.owners.isAbsent(exchange, named.rule, key);
    story.tell('affinity', missFinding(named.rule, exchange.head.method, isCreated, isAbsent));
    if (!isCreated && named.rule.refusesUnknown && exchange.head.method !== 'OPTIONS')
      return story.refuse(new OwnerUnknownError());
    this.giveTurn(exchange, story, isCreated ? 'claimed' : 'miss');
  }

  /** Asks the rule as the request would: that changes nothing but this exchange, which is made up. */
  private followNamed(exchange: Exchange, story: ExplanationBuilder, { rule, value }: NamedBackend): void {
    const { pool } = exchange;
    const { cookie, hash } = rule;
    const named = value === undefined ? cookie!.named(exchange)?.backend : hash!.named(exchange, value);
    story.tell('affinity', namedFinding(rule.name, value, named));
    if (named !== undefined) story.candidates = byOwner(pool, named.id);
    const { wait, then } = rule.whenOwnerIsDown(exchange.head.method);
    if (wait > 0 && named?.acceptsOwnedRequests === false)
      story.tell(
        'affinity',
        `${named.id} is ${named.state}, ${waitText(pool, named.id, wait)}. Afterwards: ${then}.`,
      );
    const placement =
      value === undefined ? cookie!.place(exchange, true) : hash!.place(exchange, value, true);
    const { owner, reason, refusal } = placement;
    if (refusal !== undefined) return story.refuse(refusal);
    exchange.place(placement);
    if (owner === undefined) return this.giveTurn(exchange, story, reason);
    if (owner !== named) story.candidates = byTurns(pool, [owner]);
    story.choose(pool.name, [owner], reason);
  }

  private followOwner(
    exchange: Exchange,
    story: ExplanationBuilder,
    rule: AffinityRule,
    session: StickySession,
  ): void {
    const { pool } = exchange;
    const owner = pool.find(session.backendId);
    const verdict = ownerAction(owner, rule, exchange);
    story.tell(
      'affinity',
      ownerFinding(session, owner, verdict, pool, rule.whenOwnerIsDown(exchange.head.method).wait),
    );
    if (verdict === 'fallback' || verdict === 'reassign' || verdict === 'spill')
      return this.giveTurn(exchange, story, REASON_AFTER[verdict]);
    story.candidates = byOwner(pool, session.backendId);
    if (verdict === 'fail') return story.refuse(new OwnerUnavailableError());
    story.choose(pool.name, [owner!], 'owner');
  }

  private giveTurn(exchange: Exchange, story: ExplanationBuilder, reason: string): void {
    const { pool } = exchange;
    const prospects = this.balancer.peek(exchange);
    story.candidates = byTurns(pool, prospects);
    if (prospects.length === 0) return story.refuse(new NoBackendAvailableError());
    const { balance } = this.configurator.running.pools.find(({ name }) => name === pool.name)!;
    const whose =
      prospects.length === 1 ? `${prospects[0].id}` : `a random choice among ${prospects.length} backends`;
    story.tell('balancing', `\`${balance}\` selects ${whose}.`);
    story.choose(pool.name, prospects, reason);
  }
}
