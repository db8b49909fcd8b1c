import { z } from 'zod';
import { exactlyOneOf, rule } from './objects';
import { isTlsUrl, serverUrl } from './redis-url';
import { text, wholeNumber } from './scalar';

/** Redis servers that replace each other (Sentinel) or share the keys (Cluster). */
export const redisServers = z
  .strictObject({
    sentinels: urls({ mayHaveUser: true }).describe(
      'URLs of the Redis Sentinels, such as `redis://host:26379`. The gateway asks them for the primary.',
    ),
    name: text({
      title: 'name',
      allowed: 'the name of the primary at the Sentinels: letters, digits and any of _ . -',
      pattern: /^[\w.-]{1,64}$/,
    })
      .optional()
      .describe('Name under which the Sentinels monitor the primary, such as `mymaster`.'),
    database: wholeNumber({ from: 0, to: 9_999 })
      .optional()
      .describe('Number of the database at the primary. If omitted, 0. Redis Cluster has only this one.'),
    cluster: urls({ mayHaveUser: false }).describe(
      'URLs of some nodes of a Redis Cluster, such as `redis://host:6379`. They name the other nodes.',
    ),
    username: text({ title: 'name', allowed: 'the name of a user of Redis', pattern: /^\S{1,256}$/ })
      .optional()
      .describe('User of the gateway at the primary or the nodes. If omitted, `default`.'),
    password: text({
      title: 'text',
      allowed: 'a password of 1 to 4096 characters',
      pattern: /^[^\0]{1,4096}$/,
      secret: true,
    })
      .optional()
      .describe('Password of this user. Sentinels have passwords of their own, in their URLs.'),
  })
  .check(
    exactlyOneOf('sentinels', 'cluster'),
    rule(({ sentinels, name, database, cluster, username, password }, report) => {
      if (sentinels !== undefined && name === undefined)
        report('the name of the primary at the Sentinels', { at: ['name'], found: 'none' });
      for (const [key, value] of Object.entries({ name, database }))
        if (cluster !== undefined && sentinels === undefined && value !== undefined)
          report('only with sentinels', { at: [key] });
      if (username !== undefined && password === undefined)
        report('only with password', { at: ['username'] });
    }),
  );

export type RedisServers = z.output<typeof redisServers>;

/** URLs of servers that all use TLS or all do not: the servers that they name are reached in the same way. */
function urls(which: { mayHaveUser: boolean }) {
  return z
    .array(serverUrl(which))
    .min(1, 'at least one URL')
    .check(
      rule((list, report) => {
        if (!Array.isArray(list)) return;
        const other = list.findIndex((url) => isTlsUrl(url) !== isTlsUrl(list[0]));
        if (other > 0)
          report('redis:// in all of these URLs, or rediss:// in all of them', {
            at: [other],
            found: 'another scheme',
          });
      }),
    )
    .optional();
}
