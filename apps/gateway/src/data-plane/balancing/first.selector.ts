import { Injectable, Scope } from '@nestjs/common';
import { type Backend } from '../upstream/backend';
import { BackendSelector } from './backend.selector';
import { Candidates } from './candidates';

/** The first in the order of the configuration, so that the others stand by; one without weight comes last. */
@Injectable({ scope: Scope.TRANSIENT })
export class FirstSelector extends BackendSelector {
  readonly name = 'first';
  private readonly candidates = new Candidates();

  select(available: readonly Backend[]): Backend | undefined {
    return this.candidates.of(available)[0];
  }

  peek(available: readonly Backend[]): readonly Backend[] {
    return this.candidates.of(available).slice(0, 1);
  }
}
