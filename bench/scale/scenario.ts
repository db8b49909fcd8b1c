/** The parameters of a simulation. */
export interface Scenario {
  readonly seed: number;
  /** Backends in the morning; a tenth more by noon. */
  readonly backends: number;
  /** Sticky sessions that are made in the course of the day. */
  readonly sessions: number;
  /** All requests of the day, about: those that make a session, those that use one, and those that have none. */
  readonly requests: number;
  /** The share of them that has none. */
  readonly unowned: number;
  /** How turns are given. */
  readonly balance: string;
  /** How long a day is, in milliseconds. */
  readonly day: number;
  /** The share of the backends that take three times as long as the others. */
  readonly slow: number;
}

/** Requests for each session: one makes it, others use it, and some have nothing to do with any. */
const REQUESTS_PER_SESSION = 3;
/** Requests a second and backend, over the whole day. */
const RATE = 10;

const USUAL = { seed: 1, balance: 'round-robin', unowned: 0.25, slow: 0 };

/** A day on which each backend has as much to do as in any other scenario, however many there are. */
export function scenarioOf(wishes: Partial<Scenario> & Pick<Scenario, 'backends' | 'sessions'>): Scenario {
  const { backends, sessions, requests = sessions * REQUESTS_PER_SESSION } = wishes;
  return { ...USUAL, requests, day: (requests / (RATE * backends)) * 1000, ...wishes };
}
