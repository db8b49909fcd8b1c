import { z } from 'zod';
import { flag } from './scalar';

/** What is counted. */
export const metrics = z
  .strictObject({
    enabled: flag()
      .prefault(true)
      .describe(
        'Whether the gateway counts, and answers `/metrics` on the admin port; changed by a restart.',
      ),
  })
  .describe('What the gateway counts for Prometheus.');
