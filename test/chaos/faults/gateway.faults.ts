import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { GatewaySubject } from '../subjects/gateway-subject';
import { type RunningSubject } from '../subjects/subject';
import { type Costs, type Fault } from './fault';

const ASKED_EVERY_MS = 20;
const NOTHING: Costs = { gets: 0, posts: 0 };

/** A rolling restart: the gateway stops under load, and clients use its neighbour when it accepts no more. */
export const stopping: Fault = {
  name: 'the gateway gets a stop signal',
  relayed: false,
  subject: new GatewaySubject(),
  standby: true,
  begin: ({ subject }) => {
    subject.process.signal('SIGTERM');
    return untilEnded(subject);
  },
  end: () => undefined,
  mayCost: () => NOTHING,
};

/** The same before clients that keep no connection, but look whether the gateway is ready. */
export const stoppingInTime: Fault = {
  ...stopping,
  name: 'the same, with a delay and short connections',
  unkept: true,
  subject: new GatewaySubject({ timeouts: { shutdownDelay: '300ms' } }),
  begin: async ({ subject }, load) => {
    subject.process.signal('SIGTERM');
    while (await isReady(subject)) await sleep(ASKED_EVERY_MS);
    load.turnToNextPort();
    await untilEnded(subject);
  },
};

async function isReady({ adminPort }: RunningSubject): Promise<boolean> {
  const answer = await fetch(`http://127.0.0.1:${adminPort}/health/ready`);
  await answer.body?.cancel();
  return answer.ok;
}

async function untilEnded({ process }: RunningSubject): Promise<void> {
  const { code, signal } = await process.ended;
  if (code !== 0) throw new Error(`The gateway ended with ${code ?? signal}:\n${process.output}`);
}

const DESCRIPTORS = 256;
const IDLE_CLIENTS = 400;

/** More clients connect than the process may have files open. */
export function outOfDescriptors(): Fault {
  let idle: Socket[] = [];
  return {
    name: `${IDLE_CLIENTS} idle clients, ${DESCRIPTORS} file descriptors`,
    relayed: false,
    subject: new GatewaySubject({ shell: () => `ulimit -n ${DESCRIPTORS}; exec "$@"` }),
    begin: ({ subject }) => {
      idle = Array.from({ length: IDLE_CLIENTS }, () => {
        // Those that find no room are closed, which is the least that can be done.
        return connect(subject.port, '127.0.0.1').on('error', () => undefined);
      });
    },
    end: () => idle.forEach((socket) => socket.destroy()),
    // A client with a connection keeps it; a client without one cannot connect.
    mayCost: ({ getsPerSecond, postsPerSecond, seconds }) => ({
      gets: Math.ceil(getsPerSecond * seconds),
      posts: Math.ceil(postsPerSecond * seconds),
    }),
  };
}
