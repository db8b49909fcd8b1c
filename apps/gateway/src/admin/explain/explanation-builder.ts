import {
  type ExplainedCandidate,
  type ExplainedChoice,
  type ExplainedOwner,
  type ExplainedRefusal,
  type ExplainedStep,
  type Explanation,
} from '@app/contracts';
import { type ProxyError } from '../../data-plane/errors/proxy.error';
import { poolOf, valueOf } from '../../data-plane/affinity/session-key';
import { type StickySession } from '../../data-plane/affinity/sticky-session';
import { type Backend } from '../../data-plane/upstream/backend';

/** Collects the findings about a request during a dry run. */
export class ExplanationBuilder {
  candidates: ExplainedCandidate[] = [];
  private readonly steps: ExplainedStep[] = [];
  private outcome: Explanation['outcome'] = 'forwarded';
  private route: string | null = null;
  private pool: string | null = null;
  private owner: ExplainedOwner | null = null;
  private choice: ExplainedChoice | null = null;
  private refusal: ExplainedRefusal | null = null;

  tell(stage: string, finding: string): void {
    this.steps.push({ stage, finding });
  }

  /** Which route it takes, and which pool that leads to. */
  lead(route: string, pool: string | undefined): void {
    this.route = route;
    this.pool = pool ?? null;
    this.tell(
      'routing',
      `Route ${route} ${pool === undefined ? 'leads to no pool' : `leads to pool ${pool}`}.`,
    );
  }

  /** Which resource it names, and what is known of its owner. */
  own(rule: string, key: string, session: StickySession | undefined): void {
    const { backendId = null, state = null, epoch = null, origin = null, proven = null } = session ?? {};
    const { pending = null, pendingUntil = 0 } = session ?? {};
    this.owner = {
      rule,
      pool: poolOf(key),
      key: valueOf(key),
      backend: backendId,
      state,
      epoch,
      origin,
      proven,
      pending,
      pendingUntil: pendingUntil === 0 ? null : new Date(pendingUntil).toISOString(),
    };
  }

  choose(pool: string, among: readonly Backend[], reason: string): void {
    const ids = among.map(({ id }) => id);
    this.choice = { pool, backend: ids.length === 1 ? ids[0] : null, among: ids, reason };
  }

  /** The gateway would answer itself, as it should. */
  answer(stage: string, finding: string): void {
    this.outcome = 'answered';
    this.tell(stage, finding);
  }

  /** It would end here. */
  refuse({ status, code, detail }: ProxyError): void {
    this.outcome = 'refused';
    this.refusal = { status, code, detail };
  }

  end(): Explanation {
    const { outcome, route, pool, owner, candidates, choice, refusal, steps } = this;
    return { outcome, route, pool, owner, candidates, choice, refusal, steps };
  }
}
