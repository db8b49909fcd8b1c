import { z } from 'zod';
import { isLoopbackIp, plainIp } from '../../platform/ip-address';
import { rule } from './objects';
import { bindHost, port } from './network';
import { text } from './scalar';

/** The admin port. An address that other machines can reach requires a token. */
export const admin = z
  .strictObject({
    port: port().prefault(8081).describe('Port of the admin API. 0 picks a free port.'),
    host: bindHost()
      .prefault('127.0.0.1')
      .describe('Address to listen on. Any address except a loopback address requires a token.'),
    token: text({
      title: 'secret',
      allowed: 'a token of visible ASCII characters',
      pattern: /^[!-~]+$/,
      secret: true,
    })
      .optional()
      .describe(
        'Token that operators send as `Authorization: Bearer …`. Prefer to read it from the environment.',
      ),
    tokenFile: text({ title: 'file', allowed: 'the path of a file with a token', pattern: /^[^\0]+$/ })
      .optional()
      .describe('File that holds the token, instead of `token`. The gateway reads it again on every reload.'),
  })
  .check(
    rule(({ host, token }, report) => {
      if (token !== undefined || typeof host !== 'string' || isLoopback(host)) return;
      report(`a token, because other machines can reach ${host}`, { at: ['token'] });
    }),
  )
  .describe('The admin port: the admin API, the dashboard and the metrics.');

function isLoopback(host: string): boolean {
  return host === 'localhost' || isLoopbackIp(plainIp(host));
}
