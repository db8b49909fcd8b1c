import { IsString } from 'class-validator';
import { type Source } from '../reading';
import { PoolAddress } from './pool-address.dto';

/** Names a backend of a pool in a path. */
export class BackendAddress extends PoolAddress {
  @IsString()
  readonly id: string;

  constructor(source: Source) {
    super(source);
    this.id = source.id as string;
  }
}
