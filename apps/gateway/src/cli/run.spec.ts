import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SpokenTerminal } from '../../../../test/cli/support/spoken-terminal';
import { aFolder } from '../../../../test/reload/support/file-gateway';
import { type Environment } from '../config/variables';
import { EXAMPLE } from '../config/reference/example';
import { run } from './run';

interface Spoken {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function spoken(args: string, cwd = aFolder(), env: Environment = {}): Promise<Spoken> {
  const terminal = new SpokenTerminal(cwd, env);
  const code = await run(args.split(' ').filter(Boolean), terminal, '1.2.3');
  return { code, out: terminal.said.join('\n'), err: terminal.complained.join('\n') };
}

function folderWith(text: string): string {
  const folder = aFolder();
  writeFileSync(join(folder, 'gateway.yaml'), text);
  return folder;
}

describe('check', () => {
  it('shows what a sound file means', async () => {
    const folder = folderWith('pools: { shop: { backends: ["http://127.0.0.1:9000"] } }');
    const { code, out, err } = await spoken('check gateway.yaml', folder);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(`No errors in ${join(folder, 'gateway.yaml')}.`);
    expect(out).toContain('shop  round-robin  127.0.0.1:9000');
  });

  it('names every mistake with its place, and fails', async () => {
    const folder = folderWith('listen:\n  prot: 80\nadmin: { port: http }\n');
    const { code, out, err } = await spoken('check', folder);
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('2 errors in the configuration');
    expect(err).toContain('gateway.yaml:2:3 listen.prot');
    expect(err).toContain('Did you mean "port"?');
    expect(err).toContain('gateway.yaml:3:16 admin.port');
  });

  it('takes the file that GATEWAY_CONFIG names when none is given', async () => {
    const env = { GATEWAY_CONFIG: 'other.yaml' };
    expect(await spoken('check', aFolder(), env)).toMatchObject({ code: 1, err: /other\.yaml/ });
  });

  it('says that there is no file when there is none', async () => {
    const { code, out } = await spoken('check');
    expect(code).toBe(0);
    expect(out).toContain('No errors in the defaults; there is no file.');
  });

  it('warns of what does something else than it seems to, and fails only if it is to be strict', async () => {
    const folder = folderWith('pools: { shop: { backends: [] }, spare: { backends: [] } }');
    for (const [args, code] of [
      ['check', 0],
      ['check --strict', 1],
    ] as const) {
      const told = await spoken(args, folder);
      expect(told.code).toBe(code);
      expect(told.out).toContain('No errors in');
      expect(told.err).toMatch(
        /^1 warning about the configuration\ngateway\.yaml:1:34 pools\.spare: no route/,
      );
    }
  });

  it('is content with what is beyond doubt when it is strict', async () => {
    expect(await spoken('check --strict')).toMatchObject({ code: 0, err: '' });
  });

  it('finds certificates of no use', async () => {
    const folder = folderWith('pools: { shop: { backends: [], tls: { ca: ca.pem } } }');
    writeFileSync(join(folder, 'ca.pem'), 'nothing');
    expect((await spoken('check', folder)).err).toContain('pools.shop.tls.ca');
  });
});

describe('init', () => {
  it('writes an example that check finds sound, and the schema it points to', async () => {
    const folder = aFolder();
    const { code, out } = await spoken('init', folder);
    expect(code).toBe(0);
    expect(out).toContain('npx load-distributer check gateway.yaml');
    expect(readFileSync(join(folder, 'gateway.yaml'), 'utf8')).toBe(EXAMPLE);
    expect(existsSync(join(folder, 'gateway.schema.json'))).toBe(true);
    expect((await spoken('check', folder)).code).toBe(0);
  });

  it('does not overwrite a file', async () => {
    const folder = folderWith('# precious');
    const { code, err } = await spoken('init', folder);
    expect(code).toBe(1);
    expect(err).toContain('--force');
    expect(readFileSync(join(folder, 'gateway.yaml'), 'utf8')).toBe('# precious');
  });

  it('overwrites it when it is forced to', async () => {
    const folder = folderWith('# worthless');
    expect((await spoken('init --force', folder)).code).toBe(0);
    expect(readFileSync(join(folder, 'gateway.yaml'), 'utf8')).toBe(EXAMPLE);
  });

  it('says what to do when the file cannot be written', async () => {
    const folder = aFolder();
    expect((await spoken('init none/gateway.yaml', folder)).err).toContain('its folder does not exist');
    mkdirSync(join(folder, 'gateway.yaml'));
    expect((await spoken('init -f', folder)).err).toContain('it is a folder');
  });
});

describe('start', () => {
  it('tells the mistakes, and starts nothing', async () => {
    const { code, out, err } = await spoken('start', folderWith('listen: { prot: 80 }'));
    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('gateway.yaml:1:11 listen.prot');
  });
});

describe('the command line', () => {
  it.each([
    ['', 'Usage: load-distributer'],
    ['chek', 'Did you mean check?'],
    ['check --frce', "unknown option '--frce'"],
    ['init --forse', 'Did you mean --force?'],
    ['check one two', 'too many arguments'],
  ])('says how to do it right, and ends with 2, after "%s"', async (args, help) => {
    const { code, out, err } = await spoken(args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(help);
    expect(err).toContain('Usage: load-distributer');
  });

  it.each([
    [
      'chek',
      "error: unknown command 'chek'",
      'Usage: load-distributer [options] [command]',
      'load-distributer --help',
    ],
    [
      'drain',
      "error: missing required argument 'id'",
      'Usage: load-distributer drain [options] <id>',
      'load-distributer drain --help',
    ],
    [
      'weight a 1 2',
      'error: too many arguments',
      'Usage: load-distributer weight [options] <id> <n>',
      'load-distributer weight --help',
    ],
  ])(
    'says first what is wrong with "%s", then how to use it, and no more',
    async (args, message, usage, more) => {
      const lines = (await spoken(args)).err.split('\n');
      expect(lines[0]).toContain(message);
      expect(lines.slice(-2)).toEqual([usage, `More: ${more}`]);
      expect(lines.length).toBeLessThanOrEqual(4);
    },
  );

  it('takes one header with each -H, before the arguments or behind them', async () => {
    const env = { ADMIN_PORT: '1' };
    for (const args of ['explain -H x-a:b GET /x', 'explain GET /x -H x-a:b -H x-c:d'])
      expect(await spoken(args, aFolder(), env)).toMatchObject({ code: 3, err: /No gateway answers/ });
  });

  it.each(['--help', 'help check', 'check --help'])('explains itself after "%s"', async (args) => {
    const { code, out, err } = await spoken(args);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('Usage: load-distributer');
  });

  it('tells its version', async () => {
    expect(await spoken('--version')).toEqual({ code: 0, out: '1.2.3', err: '' });
  });
});
