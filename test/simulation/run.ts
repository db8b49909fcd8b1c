import { Logger } from '@nestjs/common';
import { type Plants } from './installations/installation';
import { type Plan, planOf, type PlanOptions } from './plan';
import { reportOf } from './report';
import { shrunk } from './shrink';
import { simulate } from './simulation';

/** The result of a range of seeds. */
export interface RangeResult {
  readonly simulations: number;
  readonly requests: number;
  /** The plan of the first seed that broke a promise, and its report; undefined if none did. */
  readonly failure: { readonly plan: Plan; readonly report: string } | undefined;
}

/** Simulates seeds one after the other until one of them breaks a promise. */
export async function simulateRange(
  { from, seeds }: { readonly from: number; readonly seeds: number },
  options: PlanOptions,
  plants: Plants = {},
  onProgress: (simulations: number) => void = () => undefined,
): Promise<RangeResult> {
  // The real code logs upgrades and outages, which are thousands here.
  Logger.overrideLogger(false);
  let requests = 0;
  for (let count = 0; count < seeds; count++) {
    const plan = planOf(from + count, options);
    const { violations } = await simulate(plan, plants);
    requests += plan.operations.length;
    if (violations.length > 0)
      return { simulations: count + 1, requests, failure: await failureOf(plan, plants) };
    onProgress(count + 1);
  }
  return { simulations: seeds, requests, failure: undefined };
}

async function failureOf(plan: Plan, plants: Plants): Promise<RangeResult['failure']> {
  const { violations } = await simulate(plan, plants);
  const small = await shrunk(plan, violations[0].kind, plants);
  return { plan: small, report: reportOf(small, await simulate(small, plants)) };
}
