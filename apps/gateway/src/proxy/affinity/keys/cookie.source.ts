import { type Exchange } from '../../exchange';
import { cookieValues } from '../../request.values';
import { KeySource } from './key.source';

/** The key is the value of a cookie. */
export class CookieSource extends KeySource {
  readonly names: readonly string[];
  override readonly namesTarget = false;

  constructor(private readonly cookie: string) {
    super();
    this.names = [cookie];
  }

  read({ request }: Exchange): string | undefined {
    return cookieValues(request.rawHeaders, this.cookie)[0];
  }

  override othersIn({ request }: Exchange): readonly string[] {
    return cookieValues(request.rawHeaders, this.cookie).slice(1);
  }
}
