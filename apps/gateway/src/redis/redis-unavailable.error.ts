/** Redis did not answer, not in time, or with an error; whether it has done what was asked is not known. */
export class RedisUnavailableError extends Error {}
