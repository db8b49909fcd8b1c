import { type Exchange } from '../../exchange/exchange';
import { queryValues } from '../../http/request-values';
import { KeySource } from './key.source';
import { onlyValue } from './only-value';

/** The key is a parameter of the query. */
export class QuerySource extends KeySource {
  readonly names: readonly string[];

  constructor(private readonly parameter: string) {
    super();
    this.names = [parameter];
  }

  /** @throws BadRequestError for several values. */
  read({ head }: Exchange): string | undefined {
    return onlyValue(queryValues(head.path, this.parameter), `query parameter ${this.parameter}`);
  }
}
