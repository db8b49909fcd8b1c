import { type Refusal } from './refusal';

/** Redis did not answer, not in time, or with an error; whether it has done what was asked is not known. */
export class RedisUnavailableError extends Error {}

/** Redis has answered with an error: it is there, and has not done what it was asked. */
export class RedisRefusedError extends RedisUnavailableError {
  constructor(readonly refusal: Refusal) {
    super(refusal.message);
  }
}
