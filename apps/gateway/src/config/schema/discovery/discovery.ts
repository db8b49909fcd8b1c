import { z } from 'zod';
import { rule } from '../objects';
import { consulSource } from './consul-source';
import { dnsSource } from './dns-source';
import { fileSource } from './file-source';
import { httpSource } from './http-source';
import { selfRegistrationSource } from './self-registration-source';
import { staticSource } from './static-source';

/** Where backends are found, by type. A new type is a file in this folder and a line here. */
const SOURCES = [
  fileSource,
  dnsSource,
  httpSource,
  consulSource,
  selfRegistrationSource,
  staticSource,
] as const;

const TYPES = SOURCES.map(({ shape }) => shape.type.value);

/** Whom to ask for the backends of a pool. */
export const discovery = z
  .array(
    z.discriminatedUnion('type', SOURCES, {
      error: ({ code }) => (code === 'invalid_union' ? TYPES.join(', ') : undefined),
    }),
    'a list of objects with a type each',
  )
  .check(
    rule<unknown[]>((sources, report) => {
      const seen = new Set<string>();
      for (const [at, source] of (Array.isArray(sources) ? sources : []).entries()) {
        const same = JSON.stringify(source);
        if (seen.has(same)) report('every source once', { at: [at], found: 'the same a second time' });
        seen.add(same);
      }
    }),
  )
  .describe('Sources that find further backends while the gateway runs; see [discovery](../discovery.md).');
