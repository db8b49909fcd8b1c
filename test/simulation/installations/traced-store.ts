import { isPromise } from '../../../apps/gateway/src/platform/maybe-promise';
import { type StickySession } from '../../../apps/gateway/src/data-plane/affinity/sticky-session';
import { type StickySessionStore } from '../../../apps/gateway/src/data-plane/affinity/sticky-session.store';
import { valueOf } from '../../../apps/gateway/src/data-plane/affinity/session-key';
import { type History } from '../history/history';

const TRACED: readonly string[] = [
  ...['find', 'findFresh', 'claim', 'begin', 'renew', 'prove', 'settle', 'confirm', 'move', 'forget'],
];

/** The store, whose operations are lines of the history. */
export function tracedStore(store: StickySessionStore, history: History): StickySessionStore {
  return new Proxy(store, {
    get(target, name: string) {
      const member = (target as unknown as Record<string, unknown>)[name];
      if (typeof member !== 'function') return member;
      const call = (...args: unknown[]): unknown => {
        const result = (member as (...given: unknown[]) => unknown).apply(target, args);
        if (!TRACED.includes(name)) return result;
        const note = (value: unknown): void =>
          history.detail(keyOf(args[0]), `    ${name}(${args.map(textOf).join(', ')}) = ${textOf(value)}`);
        if (isPromise(result)) result.then(note, (error: unknown) => note(error));
        else note(result);
        return result;
      };
      return call;
    },
  });
}

function keyOf(first: unknown): string {
  if (typeof first === 'string') return valueOf(first);
  const { key, session } = first as { key?: string; session?: StickySession };
  return valueOf(key ?? session!.key);
}

function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if ('session' in value) return textOf(value.session);
  if (!('epoch' in value)) return value instanceof Error ? value.message : JSON.stringify(value);
  const { backendId, epoch, generation, state, pending, proven, uncertain } = value as StickySession;
  const flags = `${proven ? ' proven' : ''}${uncertain ? ' uncertain' : ''}`;
  return `${backendId} ${state} e${epoch % 1e9} g${generation % 1e9} pending ${pending}${flags}`;
}
