import { z } from 'zod';
import { flag } from './scalar';

/** The metrics section. */
export const metrics = z
  .strictObject({
    enabled: flag()
      .prefault(true)
      .describe(
        'If `true`, the gateway counts and serves `/metrics` on the admin port. A change requires a restart.',
      ),
  })
  .describe('Metrics for Prometheus.');
