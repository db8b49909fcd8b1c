import { z } from 'zod';
import { backendIdOf, backendUrl } from './backend-url';
import { flag, text, wholeNumber } from './scalar';

/** One instance that may serve: its URL alone, or a map. */
export const backend = z
  .preprocess(
    (value) => (typeof value === 'string' ? { url: value } : value),
    z
      .strictObject(
        {
          url: backendUrl().describe('Where it listens.'),
          id: text({
            title: 'name',
            allowed: 'an id of letters, digits and any of . _ : [ ] -, at most 128 long',
            pattern: /^[\w[][\w.:[\]-]{0,127}$/,
          })
            .optional()
            .describe(
              'Names the backend in logs, metrics and sticky sessions; its host and port when left out.',
            ),
          weight: wholeNumber({ from: 0, to: 1000 })
            .prefault(1)
            .describe('Its part of the requests, compared with the others; 0 gives it none.'),
          maxInFlight: wholeNumber({ from: 0, to: 1_000_000 })
            .prefault(0)
            .describe('Requests it may work on at once; 0 sets no limit.'),
          backup: flag().prefault(false).describe('Serves only when no other backend is available.'),
        },
        { error: ({ code }) => (code === 'invalid_type' ? 'a URL, or a map with one' : undefined) },
      )
      .transform((settings) => ({ ...settings, id: settings.id ?? backendIdOf(settings.url) })),
  )
  .meta({ json: { title: 'backend', type: ['string', 'object'] } });

export type Backend = z.output<typeof backend>;
