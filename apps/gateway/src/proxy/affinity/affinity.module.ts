import { Module } from '@nestjs/common';
import { Affinity } from './affinity';
import { MemoryStickySessionStore } from './stores/memory/memory.sticky-session.store';
import { StickySessionStore } from './sticky-session.store';

/** Who owns the resource a request names. */
@Module({
  providers: [
    MemoryStickySessionStore,
    { provide: StickySessionStore, useExisting: MemoryStickySessionStore },
    Affinity,
  ],
  exports: [Affinity, StickySessionStore],
})
export class AffinityModule {}
