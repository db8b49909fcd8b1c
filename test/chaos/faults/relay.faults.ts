import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AnswerFault,
  garbled,
  halved,
  late,
  reset,
  resetInBody,
  resetInHead,
  unavailable,
} from '../support/answer.faults';
import { type FaultyRelay } from '../support/faulty-relay';
import { type Costs, type Fault, type Load } from './fault';
import { unansweredPosts } from './process.faults';

/** Five in a row are enough to notice; a few more are on their way by then. */
const UNTIL_EJECTED: Costs = { gets: 0, posts: 5 };
/** The head of the response has left for the client, so no other backend can be asked. */
const HALF_ANSWERS = 10;
/** A busy machine takes so long to answer, and has as many answers on their way when the backend is noticed. */
const BUSY_SECONDS = 0.05;

function halfAnswers({ getsPerSecond, postsPerSecond, backends }: Load): Costs {
  const onTheirWay = Math.ceil(((getsPerSecond + postsPerSecond) / backends) * BUSY_SECONDS);
  return { gets: HALF_ANSWERS + onTheirWay, posts: HALF_ANSWERS };
}

/** Something that happens to every answer of the victim. */
function answering(name: string, fault: AnswerFault, mayCost: Fault['mayCost'] = () => UNTIL_EJECTED): Fault {
  return {
    name,
    relayed: true,
    begin: ({ relay }) => relay.harm(fault),
    end: ({ relay }) => relay.heal(),
    mayCost,
  };
}

export const refusing: Fault = {
  name: 'refuses connections',
  relayed: true,
  begin: ({ relay }) => relay.refuse(),
  end: ({ relay }) => relay.heal(),
  mayCost: () => ({ gets: 0, posts: 2 }),
};

export const blackHole: Fault = {
  name: 'accepts all, does not respond',
  relayed: true,
  begin: ({ relay }) => relay.swallow(),
  end: ({ relay }) => relay.heal(),
  mayCost: unansweredPosts,
};

/** Down for this share of each period. */
const DOWN = 0.4;

/** @param period in seconds. */
export function flapping(period: number): Fault {
  let flaps: Promise<void> | undefined;
  let isOver = false;
  async function flap(relay: FaultyRelay): Promise<void> {
    while (!isOver) {
      await relay.refuse();
      await sleep(period * DOWN * 1_000);
      await relay.heal();
      if (!isOver) await sleep(period * (1 - DOWN) * 1_000);
    }
  }
  return {
    name: `comes and goes every ${period} s`,
    relayed: true,
    begin: ({ relay }) => {
      isOver = false;
      flaps = flap(relay);
    },
    end: () => {
      isOver = true;
      return flaps;
    },
    // One or two that are with it each time it goes.
    mayCost: ({ seconds }) => ({ gets: 0, posts: 2 * Math.ceil(seconds / period) }),
  };
}

export const slow: Fault = answering('answers in 100 ms', late(95), () => ({ gets: 0, posts: 0 }));

export const tooSlow: Fault = answering('answers after the time limit', late(5_000), unansweredPosts);

export const ANSWER_FAULTS: readonly Fault[] = [
  answering('resets instead of an answer', reset),
  answering('resets in the head', resetInHead),
  answering('resets in the body', resetInBody, halfAnswers),
  answering('answers half and closes', halved, halfAnswers),
  answering('answers garbage', garbled),
  answering('answers 503', unavailable),
];
