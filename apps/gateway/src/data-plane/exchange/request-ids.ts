import { randomBytes } from 'node:crypto';

/**
 * Names requests: random digits that tell this process from all others, then a number that counts up. Unique, short and
 * far cheaper than a random identifier for each; not a secret, and not to be used as one.
 */
export class RequestIds {
  private readonly prefix = `${randomBytes(8).toString('hex')}-`;
  private count = 0;

  next(): string {
    return this.prefix + (++this.count).toString(36);
  }
}
