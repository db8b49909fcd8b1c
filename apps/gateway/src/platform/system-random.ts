import { Injectable } from '@nestjs/common';
import { Random } from './random';

/** The machine's own dice. */
@Injectable()
export class SystemRandom extends Random {
  fraction(): number {
    return Math.random();
  }
}
