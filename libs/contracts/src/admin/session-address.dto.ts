import { IsString } from 'class-validator';
import { type Source } from '../reading';

/** Names a sticky session in a path: the affinity rule, and the value of its key. */
export class SessionAddress {
  @IsString()
  readonly rule: string;

  @IsString()
  readonly key: string;

  constructor(source: Source) {
    this.rule = source.rule as string;
    this.key = source.key as string;
  }
}
