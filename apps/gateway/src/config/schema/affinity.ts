import { z } from 'zod';
import { headerName, method } from './http';
import { named, oneOf } from './map';
import { scalar, text, wholeNumber } from './scalar';
import { duration } from './units';

const source = oneOf({
  path: pathPattern().describe(
    'A whole path such as `/items/:item_id`; the segment in the place of the first name is the key.',
  ),
  query: text({
    title: 'name',
    allowed: 'the name of a query parameter',
    pattern: /^[^\x00-\x1f]+$/,
  }).describe('The name of a query parameter.'),
  header: headerName().describe('The name of a header.'),
  cookie: text({
    title: 'name',
    allowed: 'the name of a cookie',
    pattern: /^[!#$%&'*+.^_`|~\w-]+$/,
  }).describe('The name of a cookie.'),
});

const affinityRule = z.strictObject({
  key: z
    .array(source)
    .min(1, 'at least one place to look')
    .describe('Where the key of the resource is looked for; the first that is there counts.'),
  claim: z
    .array(method())
    .prefault(['POST'])
    .describe('Methods that create: they claim the key for the backend that is asked.'),
  idle: duration({ to: '365d' })
    .prefault('24h')
    .describe('Without a request, a sticky session is forgotten after this.'),
  max: wholeNumber({ from: 1, to: 10_000_000 })
    .prefault(1_000_000)
    .describe(
      'Sticky sessions at most in the memory of a gateway; those never used again after they were made make room first.',
    ),
});

/** How the key of a resource is read from a request, so that its owner can be remembered; by name. */
export const affinity = named(affinityRule).describe(
  'How the key of a resource is read from a request, so that its owner is remembered; by name.',
);

function pathPattern() {
  return scalar({
    allowed: 'a path with a named segment, such as /items/:item_id',
    read: (value) => {
      if (typeof value !== 'string' || !/^(\/(:[A-Za-z_]\w*|(?!\.{1,2}(\/|$))[^\s/:%?#;\\]+))+$/.test(value))
        return undefined;
      const names = value.split('/').filter((segment) => segment.startsWith(':'));
      return names.length > 0 && new Set(names).size === names.length ? value : undefined;
    },
    json: { title: 'path pattern', type: 'string' },
  });
}
