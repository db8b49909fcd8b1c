/** The number of sessions of one backend. The weight is above 0. */
export interface OwnedSessions {
  readonly id: string;
  readonly weight: number;
  readonly sessions: number;
}

/** The part of one backend in a round. */
export interface RebalancePart {
  readonly id: string;
  /** Sessions that the backend owns now. */
  readonly owned: number;
  /** Sessions that it would own if all were level. */
  readonly target: number;
  /** Sessions that it gives or takes in this round. */
  readonly moves: number;
}

/** The next round. `gives` and `takes` have the same number of moves. */
export interface RebalancePlan {
  /** Sessions of all backends of the plan. */
  readonly sessions: number;
  /** Sessions that must move until all are level. */
  readonly above: number;
  /** Sessions that move in this round; 0 if all are level. */
  readonly moves: number;
  readonly gives: readonly RebalancePart[];
  readonly takes: readonly RebalancePart[];
}

/** Sessions in one round at most, so that the memory of a round is bounded. */
export const MAX_MOVES = 10_000;

/**
 * Plans a round after which the backends own sessions more nearly by their weights. No plan has fewer moves until all
 * are level, and a pool that is level has an empty plan, so no session moves back and forth.
 *
 * @param maxRatio ratio of all sessions that may move in the round. At least one may.
 */
export function planRebalance(backends: readonly OwnedSessions[], maxRatio: number): RebalancePlan {
  const sessions = sum(backends.map((own) => own.sessions));
  const targets = targetsOf(backends, sessions);
  const differences = backends.map((own, at) => own.sessions - targets[at]);
  const above = sum(differences.map((difference) => Math.max(0, difference)));
  const moves = Math.min(above, Math.max(1, Math.floor(maxRatio * sessions)), MAX_MOVES);
  const parts = (sign: 1 | -1): RebalancePart[] => {
    const wanted = differences.map((difference) => Math.max(0, sign * difference));
    const shares = apportion(moves, wanted);
    return backends
      .map(({ id, sessions: owned }, at) => ({ id, owned, target: targets[at], moves: shares[at] }))
      .filter((part) => part.moves > 0);
  };
  return { sessions, above, moves, gives: parts(1), takes: parts(-1) };
}

/**
 * The shares of the backends by weight, as whole numbers with the same sum: each is rounded down or up. A backend that
 * owns more than its share rounded down is rounded up first, since a move from it would only swap the two roundings.
 */
function targetsOf(backends: readonly OwnedSessions[], sessions: number): number[] {
  const weights = sum(backends.map(({ weight }) => weight));
  const exact = backends.map(({ weight }) => (sessions * weight) / weights);
  const targets = exact.map(Math.floor);
  const rank = (at: number): number => Math.min(1, backends[at].sessions - targets[at]);
  const order = [...backends.keys()].sort(
    (one, other) => rank(other) - rank(one) || exact[other] - targets[other] - (exact[one] - targets[one]),
  );
  const left = sessions - sum(targets);
  for (const at of order.slice(0, left)) targets[at]++;
  return targets;
}

/** Divides `amount` in proportion to what is wanted. The sum of what is wanted is at least the amount. */
function apportion(amount: number, wanted: readonly number[]): number[] {
  const total = sum(wanted);
  const parts = wanted.map((one) => (total === 0 ? 0 : Math.floor((amount * one) / total)));
  const unmet = (at: number): number => wanted[at] - parts[at];
  const order = [...wanted.keys()]
    .filter((at) => unmet(at) > 0)
    .sort((one, other) => unmet(other) - unmet(one));
  for (const at of order.slice(0, amount - sum(parts))) parts[at]++;
  return parts;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
