import { type Exchange } from '../../exchange/exchange';
import { cookieValues } from '../../http/request-values';
import { KeySource } from './key.source';
import { onlyValue } from './only-value';

/** The key is the value of a cookie. */
export class CookieSource extends KeySource {
  readonly names: readonly string[];
  override readonly namesTarget = false;

  /** @param mayBeRepeated whether several values are possible keys; otherwise such a request is refused. */
  constructor(
    private readonly cookie: string,
    private readonly mayBeRepeated: boolean,
  ) {
    super();
    this.names = [cookie];
  }

  /** @throws BadRequestError for several values, unless each of them may be meant. */
  read({ request }: Exchange): string | undefined {
    const values = this.valuesIn(request);
    return this.mayBeRepeated ? values[0] : onlyValue(values, `cookie ${this.cookie}`);
  }

  override othersIn({ request }: Exchange): readonly string[] {
    return this.mayBeRepeated ? this.valuesIn(request).slice(1) : super.othersIn();
  }

  /** Without empty ones: an empty value is what a cleared cookie leaves. */
  private valuesIn({ rawHeaders }: Exchange['request']): string[] {
    return cookieValues(rawHeaders, this.cookie).filter((value) => value !== '');
  }
}
