/** An upgrade that cannot be; the gateway goes on as if nobody had asked for it. The message says why. */
export class UpgradeError extends Error {
  override readonly name = 'UpgradeError';
}
