import { type Source } from '@app/contracts';

/** A DTO that reads what a client sent and knows how to check it. */
type Dto = new (source: Source) => object;

/** The parts of a request that a route reads, and the DTO of each. */
export interface RequestParts {
  readonly path?: Dto;
  readonly query?: Dto;
  readonly body?: Dto;
}
