import { type Exchange } from '../../exchange';
import { KeySource } from './key.source';

/** The key is a claim of the token that admission has verified; no other token counts. */
export class ClaimSource extends KeySource {
  readonly names: readonly string[];
  override readonly namesTarget = false;

  constructor(private readonly claim: string) {
    super();
    this.names = [claim];
  }

  read({ identity }: Exchange): string | undefined {
    const claims = identity?.claims;
    if (claims === undefined || !Object.hasOwn(claims, this.claim)) return undefined;
    const value = claims[this.claim];
    return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
  }
}
