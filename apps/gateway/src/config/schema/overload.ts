import { z } from 'zod';
import { flag } from './scalar';
import { duration, ratio } from './units';

/** When the gateway itself has too much to do. */
export const overload = z
  .strictObject({
    enabled: flag()
      .prefault(true)
      .describe('If `true`, the gateway responds with 503 to some requests while the process is overloaded.'),
    eventLoopLag: duration({ from: '10ms' })
      .prefault('200ms')
      .describe('Delay of the event loop above which the process is overloaded.'),
    heap: ratio().prefault('90%').describe('Share of the heap in use above which the process is overloaded.'),
  })
  .describe(
    'Protection of the gateway process against overload. Requests without an owner are rejected first.',
  );
