import { type MaybePromise } from '../../../../platform/maybe-promise';
import { type StickySessionStore } from '../../sticky-session.store';

const METHODS = [
  'find',
  'claim',
  'begin',
  'renew',
  'prove',
  'settle',
  'confirm',
  'touch',
  'move',
  'forget',
] as const;

/** A call of a store on its way to the process that has the sessions. */
export interface RemoteStoreCall {
  readonly method: (typeof METHODS)[number];
  readonly args: readonly unknown[];
}

/** Has a store do it. @throws for what no store does. */
export function execute(store: StickySessionStore, { method, args }: RemoteStoreCall): MaybePromise<unknown> {
  if (!METHODS.includes(method)) throw new Error(`no store can ${method}`);
  const performer = store as unknown as Record<
    string,
    (...given: readonly unknown[]) => MaybePromise<unknown>
  >;
  return performer[method](...args);
}
