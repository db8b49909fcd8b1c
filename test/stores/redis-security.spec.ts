import { freePorts } from '../support/processes';
import { eventually } from '../support/eventually';
import { closedAfterTest } from '../support/closing';
import { describeWithRedis } from '../support/describe-with-redis';
import { RedisServer } from '../support/redis-server';
import { Certificates } from '../upstream/support/certificates';
import { aRedisStore } from './support/redis.store';

describeWithRedis('a Redis that not everybody may ask', () => {
  it('is asked with the name and the password of the URL, and those alone', async () => {
    const redis = closedAfterTest(await RedisServer.start());
    const commands = [
      '+get',
      '+set',
      '+del',
      '+eval',
      '+evalsha',
      '+scan',
      '+ping',
      '+client',
      '+hello',
      '+time',
    ];
    await redis.command('ACL', 'SETUSER', 'gateway', 'on', '>s3:cret@', '~test:*', '-@all', ...commands);
    await redis.command('ACL', 'SETUSER', 'default', 'resetpass', 'off');
    const known = await aRedisStore(redis.url.replace('//', `//gateway:${encodeURIComponent('s3:cret@')}@`));
    expect((await known.store.claim('items/main/1', 'a')).won).toBe(true);
    expect((await known.store.list(undefined, {})).items).toHaveLength(1);
    const stranger = await aRedisStore(redis.url, {}, 500);
    expect(stranger.store.isReachable).toBe(false);
    await expect(stranger.store.claim('items/main/2', 'a')).rejects.toMatchObject({
      code: 'store_unavailable',
    });
  });

  it('is believed only with a certificate of the authority that is named', async () => {
    const certificates = closedAfterTest(new Certificates());
    const { cert, key } = certificates.sign('localhost', 'IP:127.0.0.1');
    const [tlsPort] = await freePorts(1);
    const files = ['--tls-cert-file', cert, '--tls-key-file', key, '--tls-ca-cert-file', certificates.ca];
    const tls = ['--tls-port', String(tlsPort), ...files, '--tls-auth-clients', 'no'];
    closedAfterTest(await RedisServer.start(...tls));
    const url = `rediss://127.0.0.1:${tlsPort}`;
    const trusting = await aRedisStore({ url, ca: certificates.ca });
    expect((await trusting.store.claim('items/main/1', 'a')).won).toBe(true);
    const distrustful = await aRedisStore({ url }, {}, 500);
    expect(distrustful.store.isReachable).toBe(false);
    expect(distrustful.connection.lastFailure).toMatch(/certificate/);
  });

  it('is reported with the other scheme if one side alone uses TLS', async () => {
    const certificates = closedAfterTest(new Certificates());
    const { cert, key } = certificates.sign('localhost', 'IP:127.0.0.1');
    const [tlsPort] = await freePorts(1);
    const files = ['--tls-cert-file', cert, '--tls-key-file', key, '--tls-ca-cert-file', certificates.ca];
    const tls = ['--tls-port', String(tlsPort), ...files, '--tls-auth-clients', 'no'];
    const redis = closedAfterTest(await RedisServer.start(...tls));
    for (const [url, scheme] of [
      [`redis://127.0.0.1:${tlsPort}`, 'rediss:'],
      [redis.url.replace('redis:', 'rediss:'), 'redis:'],
    ]) {
      const { connection } = await aRedisStore(url, {}, 100);
      await eventually(() =>
        expect(connection.troubles.all).toMatchObject([
          { kind: 'unreachable', advice: expect.stringMatching(`its URL must begin with ${scheme}$`) },
        ]),
      );
    }
  });
});
