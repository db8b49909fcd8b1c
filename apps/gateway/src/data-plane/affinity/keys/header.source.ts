import { type Exchange } from '../../exchange/exchange';
import { headerTexts } from '../../http/request-values';
import { KeySource } from './key.source';
import { onlyValue } from './only-value';

/** The key is the value of a header. */
export class HeaderSource extends KeySource {
  readonly names: readonly string[];
  private readonly lowerName: string;

  constructor(name: string) {
    super();
    this.lowerName = name.toLowerCase();
    this.names = [this.lowerName];
  }

  /** @throws BadRequestError for several values. */
  read({ request }: Exchange): string | undefined {
    return onlyValue(headerTexts(request.rawHeaders, this.lowerName), `header ${this.lowerName}`);
  }
}
