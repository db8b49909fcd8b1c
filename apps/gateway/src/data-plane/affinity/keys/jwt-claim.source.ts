import { type Exchange } from '../../exchange/exchange';
import { KeySource } from './key.source';

/** The key is a claim of the token that admission has verified; no other token counts. */
export class JwtClaimSource extends KeySource {
  readonly names: readonly string[];
  override readonly namesTarget = false;

  constructor(private readonly claim: string) {
    super();
    this.names = [claim];
  }

  read({ identity }: Exchange): string | undefined {
    return identity?.claim(this.claim);
  }
}
