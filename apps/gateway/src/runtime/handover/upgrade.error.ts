/** An upgrade that is not possible; the gateway continues unchanged. The message gives the reason. */
export class UpgradeError extends Error {
  override readonly name = 'UpgradeError';
}
