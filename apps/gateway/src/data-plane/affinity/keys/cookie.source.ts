import { type Exchange } from '../../exchange/exchange';
import { cookieValues } from '../../http/request-values';
import { KeySource } from './key.source';

/** The key is the value of a cookie. */
export class CookieSource extends KeySource {
  readonly names: readonly string[];
  override readonly namesTarget = false;

  constructor(private readonly cookie: string) {
    super();
    this.names = [cookie];
  }

  read(exchange: Exchange): string | undefined {
    return this.valuesIn(exchange)[0];
  }

  override othersIn(exchange: Exchange): readonly string[] {
    return this.valuesIn(exchange).slice(1);
  }

  /** Without empty ones, which are what is left of a cookie that was cleared. */
  private valuesIn({ request }: Exchange): readonly string[] {
    return cookieValues(request.rawHeaders, this.cookie).filter((value) => value !== '');
  }
}
