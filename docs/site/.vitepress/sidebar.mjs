import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const DOCS = join(import.meta.dirname ?? new URL('.', import.meta.url).pathname, '../..');

const KINDS = [
  ['Tutorial', 'tutorial'],
  ['How-to', 'how-to'],
  ['Reference', 'reference'],
  ['Explanation', 'explanation'],
  ['Contributing', 'contributing'],
];

/** One group for each kind of page, with the pages of its folder by their headings. */
export function sidebar() {
  const groups = KINDS.map(([text, folder], at) => ({ text, collapsed: at > 1, items: items(folder) }));
  return [{ text: 'Load Distributer', link: '/' }, ...groups, { text: 'Glossary', link: '/glossary' }];
}

function items(folder) {
  const names = readdirSync(join(DOCS, folder)).filter((name) => name !== 'index.md');
  const entries = names.flatMap((name) => {
    const path = `${folder}/${name}`;
    if (statSync(join(DOCS, path)).isDirectory()) return [group(path)];
    return name.endsWith('.md') ? [{ text: heading(path), link: `/${path.replace('.md', '')}` }] : [];
  });
  const first =
    names.length === readdirSync(join(DOCS, folder)).length
      ? []
      : [{ text: 'Overview', link: `/${folder}/` }];
  return [...first, ...entries.sort((a, b) => a.text.localeCompare(b.text))];
}

function group(path) {
  const name = path.split('/').at(-1);
  return { text: name[0].toUpperCase() + name.slice(1), collapsed: true, items: items(path) };
}

function heading(path) {
  const [, text] = /^# (.+)$/m.exec(readFileSync(join(DOCS, path), 'utf8')) ?? [undefined, path];
  return text.replaceAll('`', '');
}
