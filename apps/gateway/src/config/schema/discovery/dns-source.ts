import { isIP } from 'node:net';
import { z } from 'zod';
import { rule } from '../objects';
import { scalar, text, wholeNumber } from '../scalar';
import { duration } from '../units';
import { shrinkProtection } from './shrink-protection';

const LABEL = '[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?';

const refresh = z
  .strictObject({
    min: duration({ from: '100ms', to: '1h' })
      .prefault('500ms')
      .describe('Shortest time between two queries.'),
    max: duration({ from: '100ms', to: '1h' }).prefault('1m').describe('Longest time between two queries.'),
  })
  .check(
    rule(({ min, max }, report) => {
      if (typeof min === 'number' && typeof max === 'number' && min > max)
        report('at least as long as min', { at: ['max'] });
    }),
  );

/** `type: dns`: the addresses of a name, or the services of one. */
export const dnsSource = z
  .strictObject({
    type: z.literal('dns').describe('The addresses or services behind a DNS name.'),
    name: text({
      title: 'host',
      allowed: 'a whole host name such as items.internal or _http._tcp.items.internal',
      pattern: new RegExp(`^(?=.{1,253}$)${LABEL}(\\.${LABEL})*$`),
    }).describe('Fully qualified DNS name. The gateway does not try search domains.'),
    record: z
      .enum(['A', 'AAAA', 'SRV'])
      .prefault('A')
      .describe(
        'Record type to query. `A`: IPv4 addresses. `AAAA`: IPv6 addresses. `SRV`: services with ports and weights.',
      ),
    port: wholeNumber({ from: 1, to: 65_535 })
      .optional()
      .describe('Port of the backends. Required with A and AAAA. SRV records contain the port.'),
    scheme: z.enum(['http', 'https']).prefault('http').describe('Scheme for requests to the backends.'),
    resolver: z
      .preprocess(
        (value) => (typeof value === 'string' ? [value] : value),
        z.array(nameServer(), 'a name server, or a list of them').min(1, 'at least one name server'),
      )
      .optional()
      .meta({
        json: { type: ['string', 'array'], title: 'name server, or a list of them', items: undefined },
      })
      .describe('Name servers to query, in this order. If omitted, those of the machine.'),
    refresh: refresh
      .prefault({})
      .describe('Bounds for the time between two queries. Within them, the TTL of the records decides.'),
    timeout: duration({ from: '10ms', to: '1m' })
      .prefault('2s')
      .describe('Time limit for one response. The gateway queries each name server twice.'),
    nxdomain: z
      .enum(['keep', 'empty'])
      .prefault('keep')
      .describe(
        'Meaning of a name that does not exist or has no such records. `keep`: an outage, so the backends stay. `empty`: no backends.',
      ),
    shrinkProtection,
  })
  .check(
    rule(({ record, port }, report) => {
      if (record === 'SRV' && port !== undefined) report('only with record: A or AAAA', { at: ['port'] });
      if ((record === 'A' || record === 'AAAA') && port === undefined)
        report('the port that the backends listen on', { at: ['port'] });
    }),
  );

function nameServer() {
  return scalar({
    allowed: 'an IP address, with or without a port, such as 10.0.0.10 or 127.0.0.1:5353',
    read: (value) => (typeof value === 'string' && isServer(value) ? value : undefined),
    json: { title: 'name server', type: 'string' },
  });
}

function isServer(value: string): boolean {
  const [, six, four, port] = /^(?:\[([^\]]+)\]|([\d.]+)):(\d{1,5})$/.exec(value) ?? [];
  if (port === undefined) return isIP(value) !== 0;
  return isIP(six ?? four) === (six === undefined ? 4 : 6) && Number(port) > 0 && Number(port) <= 65_535;
}
