import { type ChaosBackend } from '../support/chaos-backend';
import { type Costs, type Fault, type Load } from './fault';

/** Requests that the victim had when it happened; only idempotent ones can be sent again. */
const IN_FLIGHT: Costs = { gets: 0, posts: 2 };

export const nothing: Fault = {
  name: 'none',
  relayed: false,
  begin: () => undefined,
  end: () => undefined,
  mayCost: () => ({ gets: 0, posts: 0 }),
};

export const killed: Fault = {
  name: 'kill -9, started again',
  relayed: false,
  begin: ({ victim }) => victim.signal('SIGKILL'),
  end: ({ victim }) => victim.start(),
  mayCost: () => IN_FLIGHT,
};

export const stopped: Fault = {
  name: 'SIGSTOP, SIGCONT',
  relayed: false,
  begin: ({ victim }) => victim.signal('SIGSTOP'),
  end: ({ victim }) => victim.signal('SIGCONT'),
  mayCost: unansweredPosts,
};

/** Its kernel has no room for further connections either, so that even connecting takes until the time limit. */
export const stoppedAndUnreachable: Fault = {
  ...stopped,
  name: 'SIGSTOP, backlog full',
  backlog: 1,
};

export const allKilled: Fault = {
  name: 'all killed, started again',
  relayed: false,
  begin: ({ backends }) => backends.forEach((backend) => backend.signal('SIGKILL')),
  end: ({ backends }) => Promise.all(backends.map((backend: ChaosBackend) => backend.start())),
  // The outage itself, and 0.4 s for the processes to start and the proxy to notice.
  mayCost: ({ getsPerSecond, postsPerSecond, seconds }) => ({
    gets: Math.ceil(getsPerSecond * (seconds + 0.4)),
    posts: Math.ceil(postsPerSecond * (seconds + 0.4)),
  }),
};

/** POSTs that the victim accepted, and that must not be sent again, until the first of them is given up. */
export function unansweredPosts({ postsPerSecond, backends, responseSeconds }: Load): Costs {
  return { gets: 0, posts: Math.ceil((postsPerSecond / backends) * (responseSeconds + 0.2)) + 2 };
}
