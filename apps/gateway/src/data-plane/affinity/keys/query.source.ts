import { type Exchange } from '../../exchange/exchange';
import { queryValue } from '../../http/request-values';
import { KeySource } from './key.source';

/** The key is a parameter of the query. */
export class QuerySource extends KeySource {
  readonly names: readonly string[];

  constructor(private readonly parameter: string) {
    super();
    this.names = [parameter];
  }

  read({ head }: Exchange): string | undefined {
    return queryValue(head.path, this.parameter);
  }
}
