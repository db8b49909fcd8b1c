import { z } from 'zod';
import { flag } from './scalar';
import { duration, share } from './units';

/** When the gateway itself has too much to do. */
export const overload = z
  .strictObject({
    enabled: flag()
      .prefault(true)
      .describe('Whether requests are refused (503) when the process cannot keep up.'),
    eventLoopLag: duration({ from: '10ms' })
      .prefault('200ms')
      .describe('How late the event loop may be before that.'),
    heap: share().prefault('90%').describe('The part of the heap that may be in use before that.'),
  })
  .describe('When the gateway itself has too much to do: who owns nothing is refused first.');
