import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

export const ROOT = join(__dirname, '../../..');
const BESIDE_DOCS = /^(README|SECURITY|CONTRIBUTING|CHANGELOG|deploy\/README|libs\/\w+\/README)\.md$/;

/** A block of code in a page. */
export interface Fence {
  readonly language: string;
  /** The words behind the language, such as `file=gateway.yaml`. */
  readonly marks: Readonly<Record<string, string>>;
  readonly text: string;
  readonly line: number;
}

/** Every page of the documentation, as a path from the root of the repository. */
export function pages(): string[] {
  const files = readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md') && !name.startsWith('site/'))
    .map((name) => join('docs', name));
  return [...files, ...filesBeside()].sort();
}

function filesBeside(): string[] {
  const folders = ['', 'deploy', ...readdirSync(join(ROOT, 'libs')).map((name) => join('libs', name))];
  const files = folders.flatMap((folder) =>
    readdirSync(join(ROOT, folder)).map((name) => join(folder, name)),
  );
  return files.filter((name) => BESIDE_DOCS.test(name));
}

export function textOf(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}

/** The blocks of code of a page, also those inside lists. */
export function fencesOf(page: string): Fence[] {
  const found: Fence[] = [];
  const lines = textOf(page).split('\n');
  for (let at = 0; at < lines.length; at++) {
    const [, indent, language, marks] = /^( *)```(\w+)(.*)$/.exec(lines[at]) ?? [];
    if (language === undefined) continue;
    const end = lines.indexOf(`${indent}\`\`\``, at);
    const text = lines.slice(at + 1, end).map((line) => line.slice(indent.length));
    found.push({ language, marks: marksIn(marks), text: text.join('\n'), line: at + 1 });
    at = end;
  }
  return found;
}

function marksIn(text: string): Record<string, string> {
  const words = text.split(' ').filter((word) => word !== '');
  return Object.fromEntries(words.map((word) => [word.split('=')[0], word.split('=')[1] ?? '']));
}

/** A page without its code, where a bracket is a link. */
export function proseOf(page: string): string {
  return textOf(page)
    .replace(/^ *```.*?^ *```/gms, '')
    .replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, ' '));
}

/** The anchors of the headings of a page, as GitHub makes them. */
export function anchorsOf(page: string): string[] {
  const headings = [
    ...textOf(page)
      .replace(/^ *```.*?^ *```/gms, '')
      .matchAll(/^#{1,6} (.+)$/gm),
  ];
  const slugs = headings.map(([, heading]) =>
    heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-'),
  );
  return slugs.map((slug, at) => {
    const before = slugs.slice(0, at).filter((other) => other === slug).length;
    return before === 0 ? slug : `${slug}-${before}`;
  });
}

export function nameFrom(page: string, target: string): string {
  return relative(ROOT, join(ROOT, page, '..', decodeURIComponent(target)));
}
