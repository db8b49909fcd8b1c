import { type Exchange } from '../../exchange/exchange';
import { headerText } from '../../http/request-values';
import { KeySource } from './key.source';

/** The key is the value of a header. */
export class HeaderSource extends KeySource {
  readonly names: readonly string[];
  private readonly lowerName: string;

  constructor(name: string) {
    super();
    this.lowerName = name.toLowerCase();
    this.names = [this.lowerName];
  }

  read({ request }: Exchange): string | undefined {
    return headerText(request.rawHeaders, this.lowerName);
  }
}
