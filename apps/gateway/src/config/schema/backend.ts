import { z } from 'zod';
import { backendIdOf, backendUrl } from './backend-url';
import { flag, text, wholeNumber } from './scalar';

/** One instance that may serve: its URL alone, or an object. */
export const backend = z
  .preprocess(
    (value) => (typeof value === 'string' ? { url: value } : value),
    z
      .strictObject(
        {
          url: backendUrl().describe('Address of the backend.'),
          id: text({
            title: 'name',
            allowed: 'an id of letters, digits and any of . _ : [ ] -, at most 128 long',
            pattern: /^[\w[][\w.:[\]-]{0,127}$/,
          })
            .optional()
            .describe(
              'Name of the backend in logs, metrics and sticky sessions. If omitted, its host and port.',
            ),
          weight: wholeNumber({ from: 0, to: 1000 })
            .prefault(1)
            .describe(
              'Share of the requests, compared with the weights of the other backends. 0 gives the backend no requests.',
            ),
          maxInFlight: wholeNumber({ from: 0, to: 1_000_000 })
            .prefault(0)
            .describe('Largest number of requests that the backend works on at a time. 0 sets no limit.'),
          backup: flag()
            .prefault(false)
            .describe('If `true`, the backend gets requests only when no other backend is available.'),
        },
        { error: ({ code }) => (code === 'invalid_type' ? 'a URL, or an object with one' : undefined) },
      )
      .transform((settings) => ({ ...settings, id: settings.id ?? backendIdOf(settings.url) })),
  )
  .meta({ json: { title: 'backend', type: ['string', 'object'] } });

export type Backend = z.output<typeof backend>;
