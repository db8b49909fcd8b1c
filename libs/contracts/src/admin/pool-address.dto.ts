import { IsString } from 'class-validator';
import { type Source } from '../reading';

/** Names a pool in a path. */
export class PoolAddress {
  @IsString()
  readonly pool: string;

  constructor(source: Source) {
    this.pool = source.pool as string;
  }
}
