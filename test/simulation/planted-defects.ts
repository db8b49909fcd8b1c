import { type AffinityRule } from '../../apps/gateway/src/data-plane/affinity/affinity-rule';
import { sessionKey } from '../../apps/gateway/src/data-plane/affinity/session-key';
import { type StickySession } from '../../apps/gateway/src/data-plane/affinity/sticky-session';
import {
  type Claim,
  type StickySessionStore,
} from '../../apps/gateway/src/data-plane/affinity/sticky-session.store';
import { type Exchange } from '../../apps/gateway/src/data-plane/exchange/exchange';
import { queryValues } from '../../apps/gateway/src/data-plane/http/request-values';
import { type Plants } from './installations/installation';
import { LONG, LOOKALIKE, type Topology, TOPOLOGIES } from './plan';
import { POOL, RULE, type SimulatedGateway } from './world/simulated-gateway';

/** A defect that the simulator must find. */
export interface PlantedDefect {
  readonly name: string;
  /** Where it can be seen. */
  readonly topologies: readonly Topology[];
  readonly plants: Plants;
}

/** Replaces operations of a store. */
type Replacements = Partial<
  Pick<
    StickySessionStore,
    'begin' | 'claim' | 'find' | 'findFresh' | 'forget' | 'move' | 'settle' | 'whenAllLost'
  >
>;

function inStore(replace: (own: StickySessionStore) => Replacements): Plants {
  return {
    store: (store) => {
      const replacements = replace(store) as Record<string, unknown>;
      return new Proxy(store, {
        get(target, name: string) {
          const member = replacements[name] ?? (target as unknown as Record<string, unknown>)[name];
          return typeof member === 'function' ? (member.bind(target) as unknown) : member;
        },
        set: (target, name, value) => Reflect.set(target, name, value),
      });
    },
  };
}

function inRules(change: (rule: AffinityRule) => void): Plants {
  return {
    gateway: (gateway) => {
      const affinity = gateway.affinity as unknown as {
        rules: Map<string, AffinityRule>;
        apply(...args: unknown[]): void;
      };
      const changeAll = (): void => affinity.rules.forEach((rule) => change(rule));
      const apply = affinity.apply.bind(affinity);
      affinity.apply = (...args) => {
        apply(...args);
        changeAll();
      };
      changeAll();
    },
  };
}

function inGateway(change: (gateway: SimulatedGateway) => void): Plants {
  return { gateway: change };
}

/** Ends all creating requests that a session counts. */
async function endAll(own: StickySessionStore, session: StickySession): Promise<void> {
  for (let left = session.pending; left > 0; left--) await own.settle(session, { kind: 'refused' });
}

const LATE_RESPONSE: Plants = inStore((own) => ({
  forget: async ({ key }) => {
    const standing = await own.findFresh(key);
    return standing === undefined ? false : own.forget(standing);
  },
}));

const FORGOTTEN_CLAIM: Plants = inStore((own) => ({
  forget: async (session) => {
    const standing = await own.findFresh(session.key);
    if (standing?.generation === session.generation) await endAll(own, standing);
    return own.forget(session);
  },
}));

const GIVEN_BACK_CLAIM: Plants = inStore((own) => ({
  settle: async (session, result) => {
    const standing = result.kind === 'refused' ? await own.findFresh(session.key) : undefined;
    if (standing?.generation !== session.generation) return own.settle(session, result);
    await endAll(own, standing);
    return true;
  },
}));

const PROOF_BY_ANY_KEY = inRules((rule) => (rule.provesOwnership = () => true));

const LASTING_ABSENCE = inGateway(({ search }) => {
  const parts = search as unknown as {
    absences: { forget(): void; clear(): void; note(...args: unknown[]): void };
    noteAbsence: unknown;
  };
  parts.absences.forget = parts.absences.clear = () => undefined;
  parts.noteAbsence = ({
    key,
    exchange,
    settings,
  }: {
    key: string;
    exchange: Exchange;
    settings: { negativeCacheTtl: number };
  }) => parts.absences.note(exchange.pool, key, settings.negativeCacheTtl);
});

const LOST_CLAIM = inStore(() => ({ whenAllLost: () => undefined }));

const THIRD_BACKEND = inGateway((gateway) => {
  const middleware = (
    gateway as unknown as {
      middleware: { choose(exchange: Exchange): unknown; balancer: { pick(exchange: Exchange): unknown } };
    }
  ).middleware;
  const choose = middleware.choose.bind(middleware);
  middleware.choose = (exchange) => {
    const { owner } = exchange.placement;
    const isTried = owner !== undefined && exchange.attempts.failedBackends.includes(owner);
    return isTried ? middleware.balancer.pick(exchange) : choose(exchange);
  };
});

const FIRST_OF_TWO_KEYS = inRules(({ sources }) => {
  for (const source of sources)
    if (source.names[0] === 'item_id' && source.collection === undefined)
      source.read = ({ head }) => queryValues(head.path, 'item_id')[0];
});

const CLAIM_MOVED_UNDER_ANOTHER = inStore((own) => ({
  move: async (session, backendId, origin, holds = 0) => {
    const standing = origin === 'claim' ? await own.findFresh(session.key) : undefined;
    return standing === undefined
      ? own.move(session, backendId, origin, holds)
      : own.move(standing, backendId, origin, Infinity);
  },
}));

const CREATE_WITHOUT_TRACE = inStore((own) => {
  const untraced = new WeakSet<StickySession>();
  return {
    begin: async (key, backendId): Promise<Claim> => {
      const standing = await own.find(key);
      if (standing?.state !== 'confirmed') return own.begin(key, backendId);
      untraced.add(standing);
      return { session: standing, won: false };
    },
    settle: (session, result) => untraced.has(session) || own.settle(session, result),
  };
});

const SAME_KEY = inStore((own) => {
  const [long, lookalike] = [LONG, LOOKALIKE].map((value) => sessionKey(RULE, POOL, value));
  const known = (key: string): string => (key === lookalike ? long : key);
  return {
    find: (key) => own.find(known(key)),
    findFresh: (key) => own.findFresh(known(key)),
    claim: (key, ...rest) => own.claim(known(key), ...rest),
    begin: (key, ...rest) => own.begin(known(key), ...rest),
  };
});

const SEVERAL_PROCESSES: readonly Topology[] = ['redis', 'workers'];

/** Defects that the protocol was built against, one after the other. */
export const PLANTED_DEFECTS: readonly PlantedDefect[] = [
  {
    name: 'a response that is older than the session forgets it',
    topologies: TOPOLOGIES,
    plants: LATE_RESPONSE,
  },
  { name: 'a 404 forgets the claim of a create under way', topologies: TOPOLOGIES, plants: FORGOTTEN_CLAIM },
  {
    name: 'a refused create gives back the claim that another has joined',
    topologies: SEVERAL_PROCESSES,
    plants: GIVEN_BACK_CLAIM,
  },
  { name: 'a key proves ownership wherever it stands', topologies: TOPOLOGIES, plants: PROOF_BY_ANY_KEY },
  { name: 'a proven absence outlives a create', topologies: ['redis'], plants: LASTING_ABSENCE },
  { name: 'a claim is not made again after Redis has lost it', topologies: ['redis'], plants: LOST_CLAIM },
  {
    name: 'another backend responds when the owner breaks off',
    topologies: ['redis'],
    plants: THIRD_BACKEND,
  },
  { name: 'the first of two keys counts', topologies: TOPOLOGIES, plants: FIRST_OF_TWO_KEYS },
  {
    name: 'a claim moves although another create is under way',
    topologies: TOPOLOGIES,
    plants: CLAIM_MOVED_UNDER_ANOTHER,
  },
  {
    name: 'a create at a confirmed owner leaves no trace',
    topologies: TOPOLOGIES,
    plants: CREATE_WITHOUT_TRACE,
  },
  { name: 'a short key equals the hash of a long one', topologies: TOPOLOGIES, plants: SAME_KEY },
];
