import { redactSecrets } from '../../apps/gateway/src/config/redact-secrets';
import { configOf, findingsOf } from './config-of';

const urlsOf = (content: object | undefined, env: Record<string, string>) =>
  configOf(content, env).pools.map(({ backends }) => backends.map(({ url }) => url));

describe('the environment', () => {
  it('comes before the file', () => {
    const file = { listen: { port: 1, host: '10.0.0.1' }, admin: { port: 2 } };
    const env = {
      PORT: '9000',
      HOST: '127.0.0.1',
      ADMIN_PORT: '9001',
      ADMIN_HOST: '0.0.0.0',
      ADMIN_TOKEN: 'token',
    };
    const { listen, admin } = configOf(file, env);
    expect([listen.port, listen.host]).toEqual([9000, '127.0.0.1']);
    expect(admin).toEqual({ port: 9001, host: '0.0.0.0', token: 'token' });
  });

  it('names the store of the sticky sessions', () => {
    const { stores } = configOf(undefined, { REDIS_URL: 'rediss://gateway:secret@cache:6380/2' });
    expect(stores.stickySessions).toBe('rediss://gateway:secret@cache:6380/2');
    expect(
      JSON.stringify(redactSecrets(configOf(undefined, { REDIS_URL: 'redis://:s3cr3t@a' }))),
    ).not.toMatch('s3cr3t');
    expect(findingsOf(undefined, { REDIS_URL: 'http://:secret@a' })).toEqual([
      'environment REDIS_URL: found a value that is kept secret, allowed: memory, redis://host:port or rediss://host:port, with the number of a database as path, or an object with sentinels or cluster',
    ]);
  });

  it('says what is logged, and where traces go', () => {
    const { log, tracing } = configOf(
      { log: { level: 'error', access: { mode: 'off', sampleRate: '5%' } } },
      {
        LOG_LEVEL: 'debug',
        ACCESS_LOG: 'sampled',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318',
        OTEL_SERVICE_NAME: 'edge',
      },
    );
    expect([log.level, log.access.mode, log.access.sampleRate]).toEqual(['debug', 'sampled', 0.05]);
    expect(tracing).toEqual({ endpoint: 'http://collector:4318', service: 'edge', sampleRate: 1 });
  });

  it('says nothing with an empty variable', () => {
    expect(configOf(undefined, { PORT: '', BACKENDS: ' ', GATEWAY_CONFIG: '' })).toEqual(configOf(undefined));
  });

  it('names the backends, as URLs or as host and port', () => {
    expect(urlsOf(undefined, { BACKENDS: 'http://a:1, b:2,https://c,' })).toEqual([
      ['http://a:1', 'http://b:2', 'https://c:443'],
    ]);
  });

  it('names the backends of the first pool only', () => {
    const pools = { first: { backends: ['http://a:1'] }, second: { backends: ['http://b:1'] } };
    expect(urlsOf({ pools }, { BACKENDS: 'c:1' })).toEqual([['http://c:1'], ['http://b:1']]);
  });

  it('says what probes ask the first pool for, which is nothing but a connection otherwise', () => {
    const pathsOf = (content: object | undefined, env: Record<string, string>) =>
      configOf(content, env).pools.map(({ health }) => health.path);
    const pools = { first: { backends: ['http://a:1'] }, second: { backends: ['http://b:1'] } };
    expect(pathsOf(undefined, {})).toEqual([undefined]);
    expect(pathsOf(undefined, { HEALTH_PATH: '/health/ready' })).toEqual(['/health/ready']);
    expect(pathsOf({ pools }, { HEALTH_PATH: '/ready' })).toEqual(['/ready', undefined]);
    expect(findingsOf(undefined, { HEALTH_PATH: 'ready' })).toEqual([
      'environment HEALTH_PATH: found "ready", allowed: a path that begins with "/", without spaces',
    ]);
  });

  it('is reported with the name of the variable, each wrong backend by itself', () => {
    const env = { PORT: 'http', BACKENDS: 'a:1,b,c:99999', ADMIN_PORT: '70000' };
    expect(findingsOf(undefined, env)).toEqual([
      'environment PORT: found "http", allowed: a whole number from 0 to 65535',
      'environment ADMIN_PORT: found "70000", allowed: a whole number from 0 to 65535',
      'environment BACKENDS: found "b", allowed: http://host:port, https://host:port, host:port or unix:/path.sock, without a path behind the port',
      'environment BACKENDS: found "c:99999", allowed: http://host:port, https://host:port, host:port or unix:/path.sock, without a path behind the port',
    ]);
  });

  it('is reported together with the file', () => {
    expect(findingsOf('routes: []\nadmin: { hots: a }', { PORT: 'x' })).toEqual([
      'environment PORT: found "x", allowed: a whole number from 0 to 65535',
      'gateway.yaml:2:10 admin.hots: found unknown key "hots", allowed: port, host, token, tokenFile. Did you mean "host"?',
    ]);
  });

  it('is where a mistake is mended when there is no file', () => {
    expect(findingsOf(undefined, { ADMIN_HOST: '0.0.0.0' })).toEqual([
      'environment ADMIN_TOKEN: found nothing, allowed: a token, because other machines can reach 0.0.0.0',
    ]);
    expect(findingsOf(undefined, { PORT: '8081' })).toEqual([
      'environment ADMIN_PORT: found 8081, the port of the clients, allowed: a port of its own',
    ]);
  });

  it('never shows the token', () => {
    expect(findingsOf(undefined, { ADMIN_TOKEN: 'top secret' }).join()).not.toContain('secret"');
  });

  it('may give numbers and flags to the file', () => {
    const text =
      'listen: { port: "${P}" }\npools: { items: { backends: [{ url: "http://${B}", backup: "${F:-true}" }] } }';
    const { listen, pools } = configOf(text, { P: '9000', B: 'a:1' });
    expect([listen.port, pools[0].backends[0].url, pools[0].backends[0].backup]).toEqual([
      9000,
      'http://a:1',
      true,
    ]);
  });
});
