import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadConfig, type LoadOptions } from '../../apps/gateway/src/config/load-config';
import { inFolder, load } from './config-of';

const PORT_9000 = 'listen: { port: 9000 }';

function messageOf(options: LoadOptions): string {
  try {
    loadConfig(options);
    return 'loaded';
  } catch (error) {
    return (error as Error).message;
  }
}

describe('the configuration file', () => {
  it('is ./gateway.yaml when it is there', () => {
    inFolder((cwd) => {
      writeFileSync(join(cwd, 'gateway.yaml'), PORT_9000);
      const { config, source } = loadConfig({ env: {}, cwd });
      expect([config.listen.port, source]).toEqual([9000, join(cwd, 'gateway.yaml')]);
    });
  });

  it('is the one that GATEWAY_CONFIG names, before ./gateway.yaml', () => {
    inFolder((cwd) => {
      writeFileSync(join(cwd, 'gateway.yaml'), 'listen: { port: 1 }');
      writeFileSync(join(cwd, 'other.yaml'), PORT_9000);
      const { config, source } = loadConfig({ env: { GATEWAY_CONFIG: 'other.yaml' }, cwd });
      expect([config.listen.port, source]).toEqual([9000, join(cwd, 'other.yaml')]);
    });
  });

  it('is the one that is asked for, before GATEWAY_CONFIG', () => {
    inFolder((cwd) => {
      writeFileSync(join(cwd, 'asked.yaml'), PORT_9000);
      const { config } = loadConfig({ env: { GATEWAY_CONFIG: 'other.yaml' }, cwd, file: 'asked.yaml' });
      expect(config.listen.port).toBe(9000);
    });
  });

  it('is not needed', () => {
    expect(load(undefined).source).toBe('defaults');
  });

  it.each(['', '# Nothing but a remark.\n', '---\n', 'listen:\npools:\nroutes:\n', '\uFEFFlisten: {}'])(
    'may say nothing, as %j',
    (text) => {
      expect(load(text).config).toEqual(load(undefined).config);
    },
  );

  it('is reported when GATEWAY_CONFIG names none', () => {
    inFolder((cwd) => {
      expect(messageOf({ env: { GATEWAY_CONFIG: 'none.yaml' }, cwd })).toBe(
        `environment GATEWAY_CONFIG: found "${join(cwd, 'none.yaml')}", which does not exist, allowed: a YAML file that can be read`,
      );
    });
  });

  it('is reported when it is a folder', () => {
    inFolder((cwd) => {
      mkdirSync(join(cwd, 'folder.yaml'));
      expect(messageOf({ env: {}, cwd, file: 'folder.yaml' })).toContain('folder.yaml: found');
      expect(messageOf({ env: {}, cwd, file: 'folder.yaml' })).toContain('which is a folder');
    });
  });

  it('is reported when it is no text', () => {
    inFolder((cwd) => {
      writeFileSync(join(cwd, 'gateway.yaml'), Buffer.from([0xff, 0xfe, 0x00, 0x80]));
      expect(messageOf({ env: {}, cwd })).toContain('which is not UTF-8 text');
    });
  });

  it('can be read again and again, and says each time what it says then', () => {
    inFolder((cwd) => {
      const file = join(cwd, 'gateway.yaml');
      writeFileSync(file, PORT_9000);
      const first = loadConfig({ env: {}, cwd });
      writeFileSync(file, 'listen: { port: nine }');
      expect(messageOf({ env: {}, cwd })).toContain('gateway.yaml:1:17 listen.port');
      writeFileSync(file, 'listen: { port: 9001 }');
      expect([first.config.listen.port, loadConfig({ env: {}, cwd }).config.listen.port]).toEqual([
        9000, 9001,
      ]);
    });
  });

  it('finds other files from its own folder', () => {
    inFolder((cwd) => {
      mkdirSync(join(cwd, 'etc'));
      writeFileSync(join(cwd, 'etc/ca.pem'), 'a certificate');
      writeFileSync(join(cwd, 'etc/gateway.yaml'), 'pools: { items: { tls: { ca: ca.pem } } }');
      const { config } = loadConfig({ env: {}, cwd, file: 'etc/gateway.yaml' });
      expect(config.pools[0].tls).toEqual({ ca: join(cwd, 'etc/ca.pem'), verify: true });
    });
  });

  it('is one configuration, whatever its size: a thousand mistakes are a thousand findings', () => {
    const routes = Array.from({ length: 1000 }, (_, index) => `  - { path: items${index}, pool: items }`);
    inFolder((cwd) => {
      writeFileSync(join(cwd, 'gateway.yaml'), ['routes:', ...routes].join('\n'));
      expect(messageOf({ env: {}, cwd }).split('\n')).toHaveLength(1000);
    });
  });
});
