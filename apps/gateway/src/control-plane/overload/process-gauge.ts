import { getHeapStatistics } from 'node:v8';
import { Injectable } from '@nestjs/common';

/** Measures the remaining capacity of the process. */
@Injectable()
export class ProcessGauge {
  /** The part of the heap that there may be which is in use, 0 to 1. */
  heapShare(): number {
    const { used_heap_size: used, heap_size_limit: most } = getHeapStatistics();
    return used / most;
  }
}
