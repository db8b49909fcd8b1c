import { z } from 'zod';
import { isLoopbackIp, plainIp } from '../../platform/ip-address';
import { rule } from './objects';
import { bindHost, port } from './network';
import { text } from './scalar';

/** Where operators connect. What other machines can reach needs a token, or the gateway does not start. */
export const admin = z
  .strictObject({
    port: port().prefault(8081).describe('The port for operators; 0 picks a free one.'),
    host: bindHost()
      .prefault('127.0.0.1')
      .describe('The address to listen on; any but a loopback address needs a token.'),
    token: text({
      title: 'secret',
      allowed: 'a token of visible ASCII characters',
      pattern: /^[!-~]+$/,
      secret: true,
    })
      .optional()
      .describe('What operators send as `Authorization: Bearer …`; best read from the environment.'),
    tokenFile: text({ title: 'file', allowed: 'the path of a file with a token', pattern: /^[^\0]+$/ })
      .optional()
      .describe('A file with the token, in the place of `token`; it is read again with each reload.'),
  })
  .check(
    rule(({ host, token }, report) => {
      if (token !== undefined || typeof host !== 'string' || isLoopback(host)) return;
      report(`a token, because other machines can reach ${host}`, { at: ['token'] });
    }),
  )
  .describe('Where operators connect: the admin API, the dashboard and the metrics.');

function isLoopback(host: string): boolean {
  return host === 'localhost' || isLoopbackIp(plainIp(host));
}
