import { z } from 'zod';
import { text } from '../scalar';
import { duration } from '../units';
import { oneToken, secret } from './secret';
import { shrinkProtection } from './shrink-protection';
import { sourceUrl } from './source-url';

/** `type: consul`: the instances of a service that are well. */
export const consulSource = z
  .strictObject({
    type: z.literal('consul').describe('The instances of a service in Consul whose checks pass.'),
    service: line('service').describe('Name of the service.'),
    address: sourceUrl()
      .prefault('http://127.0.0.1:8500')
      .describe('Address of Consul, usually of the agent on the same machine.'),
    tags: z.array(line('tag')).prefault([]).describe('Tags that an instance must all have.'),
    datacenter: text({ title: 'name', allowed: 'the name of a datacenter', pattern: /^[\w-]+$/ })
      .optional()
      .describe('Datacenter to query. If omitted, the agent’s own.'),
    scheme: z.enum(['http', 'https']).prefault('http').describe('Scheme for requests to the backends.'),
    wait: duration({ from: '100ms', to: '10m' })
      .prefault('5m')
      .describe('How long Consul may wait for a change before it reports that there is none.'),
    timeout: duration({ from: '10ms', to: '5m' })
      .prefault('5s')
      .describe('Time limit for the response of Consul, in addition to `wait`.'),
    ...secret,
    shrinkProtection,
  })
  .check(oneToken);

function line(title: string) {
  return text({ title, allowed: 'text of one line', pattern: /^[^\x00-\x1f\x7f]{1,256}$/ });
}
