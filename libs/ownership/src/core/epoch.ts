const DECIMAL = /^[1-9]\d{0,15}$/;

/** Returns true for an epoch: an integer from 1 to 2^53 - 1. */
export function isEpoch(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

/** The epoch that a header field spells in decimal digits; undefined for every other text. */
export function parseEpoch(text: string): number | undefined {
  const epoch = DECIMAL.test(text) ? Number(text) : 0;
  return isEpoch(epoch) ? epoch : undefined;
}
