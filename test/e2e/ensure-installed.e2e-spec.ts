import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Processes, ROOT } from '../support/processes';

/** Stands in for npm: notes each call and its arguments, then does what the real one would leave behind. */
const FAKE_NPM = `
const { appendFileSync, mkdirSync, writeFileSync } = require('node:fs');
appendFileSync('calls.txt', process.argv.slice(2).join(' ') + '\\n');
if (process.env.NPM_FAILS) process.exit(7);
mkdirSync('node_modules');
writeFileSync('node_modules/.package-lock.json', '{"packages":{}}');
`;

const processes = new Processes();
let project: string;

/** A project of its own, with the real scripts in it. */
function aFreshClone(engines = '>=20.19.0'): void {
  cpSync(join(ROOT, 'scripts'), join(project, 'scripts'), { recursive: true });
  writeFileSync(join(project, 'package.json'), JSON.stringify({ engines: { node: engines } }));
  writeFileSync(join(project, 'package-lock.json'), JSON.stringify({ packages: { '': {} } }));
  writeFileSync(join(project, 'npm-cli.js'), FAKE_NPM);
}

const ensureInstalled = (env: Record<string, string> = {}) =>
  processes.start('node', [join(project, 'scripts/ensure-installed.mjs')], {
    npm_execpath: join(project, 'npm-cli.js'),
    ...env,
  });

const npmCalls = () => readFileSync(join(project, 'calls.txt'), 'utf8');

beforeEach(() => (project = mkdtempSync(join(tmpdir(), 'ensure-installed-'))));
afterEach(async () => {
  await processes.endAll();
  rmSync(project, { recursive: true });
});

describe('ensure-installed', () => {
  it('installs in a fresh clone, and says in one line what it does and why', async () => {
    aFreshClone();
    const running = ensureInstalled();
    expect(await running.ended).toEqual({ code: 0, signal: null });
    expect(running.output).toBe(
      'Installing dependencies (npm ci), since node_modules is missing or incomplete.\n',
    );
    expect(npmCalls()).toBe('ci --include=dev --no-audit --no-fund\n');
  });

  it('does nothing, silently, once it is installed', async () => {
    aFreshClone();
    await ensureInstalled().ended;
    const second = ensureInstalled();
    expect([await second.ended, second.output]).toEqual([{ code: 0, signal: null }, '']);
    expect(npmCalls()).toBe('ci --include=dev --no-audit --no-fund\n');
  });

  it('installs once when two start at the same time', async () => {
    aFreshClone();
    const endings = await Promise.all([ensureInstalled().ended, ensureInstalled().ended]);
    expect(endings.map(({ code }) => code)).toEqual([0, 0]);
    expect(npmCalls()).toBe('ci --include=dev --no-audit --no-fund\n');
  });

  it("ends with npm's exit code when npm fails", async () => {
    aFreshClone();
    const running = ensureInstalled({ NPM_FAILS: '1' });
    expect((await running.ended).code).toBe(7);
    expect(running.output).toContain('npm ci failed (exit code 7); its own message stands above.');
  });

  it('refuses a Node version that package.json does not list', async () => {
    aFreshClone('^99.0.0');
    const running = ensureInstalled();
    expect((await running.ended).code).toBe(1);
    expect(running.output).toBe(
      `Node ${process.versions.node} does not run this project: it needs ^99.0.0.\n`,
    );
  });
});
