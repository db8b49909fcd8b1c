import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

const ROOT = join(__dirname, '../..');
const MAP = readFileSync(join(ROOT, 'docs/explanation/architecture.md'), 'utf8');

/** The folders of an application that hold a file of their own, as paths with slashes. */
function foldersOf(app: string): string[] {
  const source = join(ROOT, 'apps', app, 'src');
  const entries = readdirSync(source, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const folders = new Set(files.map((entry) => relative(source, entry.parentPath).split(sep).join('/')));
  return [...folders].filter((folder) => folder !== '').sort();
}

/** The folders that the map describes in the section of an application. */
function describedFoldersOf(app: string): string[] {
  const start = MAP.indexOf(`### \`apps/${app}/src\``);
  const section = MAP.slice(start, MAP.indexOf('\n### ', start + 1));
  return [...section.matchAll(/^\| `([\w/-]+)\/` +\| \S/gm)].map(([, folder]) => folder);
}

function withParents(folder: string): string[] {
  const parts = folder.split('/');
  return parts.map((_, at) => parts.slice(0, at + 1).join('/'));
}

describe.each(['gateway', 'items-api', 'dashboard'])('docs/explanation/architecture.md', (app) => {
  const folders = foldersOf(app);

  it.each(folders)(`says what apps/${app}/src/%s is for`, (folder) => {
    expect(describedFoldersOf(app)).toContain(folder);
  });

  it(`names no folder of apps/${app}/src that is gone`, () => {
    const existing = new Set(folders.flatMap(withParents));
    expect(describedFoldersOf(app).filter((folder) => !existing.has(folder))).toEqual([]);
  });
});
