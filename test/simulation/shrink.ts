import { type Plants } from './installations/installation';
import { type Plan } from './plan';
import { simulate } from './simulation';

/** Runs that a search for a smaller plan may take. */
const MOST_RUNS = 400;

/** The smallest plan that was found to break the same promise: requests and faults that are not required are left out. */
export async function shrunk(plan: Plan, kind: string, plants: Plants): Promise<Plan> {
  let runs = 0;
  const breaks = async (candidate: Plan): Promise<boolean> => {
    if (runs++ >= MOST_RUNS) return false;
    const { violations } = await simulate(candidate, plants);
    return violations[0]?.kind === kind;
  };
  const withoutFaults = await smaller(plan.faults, (faults) => breaks({ ...plan, faults }));
  const lean = { ...plan, faults: withoutFaults };
  const operations = await smaller(lean.operations, (some) => breaks({ ...lean, operations: some }));
  return { ...lean, operations };
}

/** Leaves out ever smaller parts of a list, as long as `suffices`. */
async function smaller<T>(
  all: readonly T[],
  suffices: (some: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  let kept = all;
  for (let size = Math.ceil(kept.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < kept.length;) {
      const candidate = [...kept.slice(0, from), ...kept.slice(from + size)];
      if (candidate.length < kept.length && (await suffices(candidate))) kept = candidate;
      else from += size;
    }
  }
  return kept;
}
