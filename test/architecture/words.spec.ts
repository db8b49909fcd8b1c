import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

const ROOT = join(__dirname, '../..');

/** Words that make a sentence hard to read, and the words to write instead. */
const REPLACEMENTS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:who|whom|whose)ever\b/gi, 'the client, the backend, the operator'],
  [
    /\b(?:nobody|somebody|anybody|everybody)\b/gi,
    'the client, the backend, the operator; "without an owner"',
  ],
  [/\banew\b/gi, 'again'],
  [/\bin the place of\b|\bin (?:its|their|whose) place\b/gi, 'instead of, replaces'],
  [/\b(?:told|said)\b/gi, 'reported, configured, sent'],
  [/\bbelieve[ds]?\b/gi, 'trusted, accepted'],
  [/\b(?:is|are|be|was|were) taken(?=[.,;:)]|$| for\b)/gi, 'accepted'],
  [/\bbut for\b(?! example)/gi, 'except'],
  [/(?<!not )\bneeded\b/gi, 'required'],
  [/\b(?:goes|go|went|going) on(?=[.,;:)]|$| (?:with|as|while|until|draining|to|in|by)\b)/gi, 'continues'],
  [/\bends with (?:exit |status |code )*\d/gi, 'exits with'],
  // A clause is no subject. A question may begin with these words.
  [/(?<=^|[.:;!] )(?:What|Whether|Whatever)\b(?![^.]*\?)/g, 'a noun as the subject: "The backend …", "If …"'],
];

/** Folders and files whose text follows the rules, and which part of their text that is. */
const DONE: readonly { readonly path: string; readonly text: 'all' | 'strings' | 'comments' }[] = [
  { path: 'apps', text: 'all' },
  { path: 'libs', text: 'all' },
  { path: 'scripts', text: 'all' },
  { path: 'bench', text: 'all' },
  { path: 'test', text: 'comments' },
  { path: 'docs', text: 'all' },
  { path: 'SECURITY.md', text: 'all' },
  { path: 'README.md', text: 'all' },
  { path: 'CONTRIBUTING.md', text: 'all' },
  { path: 'CHANGELOG.md', text: 'all' },
  { path: 'deploy', text: 'all' },
];

interface Passage {
  readonly file: string;
  readonly line: number;
  readonly text: string;
}

/** Not ours, or made from texts that are checked where they are written. */
const IGNORED = /(^|\/)(node_modules|dist|reference\/configuration)\//;

/** Strings of specs are often input. */
const SPEC = /\.(e2e-)?spec\.tsx?$/;

function filesBelow(path: string): string[] {
  if (/\.\w+$/.test(path)) return [path];
  return readdirSync(join(ROOT, path), { recursive: true, encoding: 'utf8' })
    .map((name) => `${path}/${name}`)
    .filter((name) => /\.(tsx?|[cm]?js|md)$/.test(name) && !IGNORED.test(name));
}

/** The paragraphs of a page, without code. */
function paragraphsOf(file: string): Passage[] {
  const blank = (code: string): string => code.replace(/[^\n]/g, ' ');
  const text = readFileSync(join(ROOT, file), 'utf8')
    .replace(/^ *```[^]*?^ *```/gm, blank)
    .replace(/`[^`\n]*`/g, (code) => (code.length > 1 ? '`'.repeat(code.length) : code));
  return text
    .split('\n')
    .flatMap((line, index) =>
      line.trim() === '' || line.startsWith('#')
        ? []
        : { file, line: index + 1, text: line.replace(/^[\s>|*-]+/, '') },
    );
}

/** The string literals of a source file, and its comments. */
function passagesOf(file: string, part: 'all' | 'strings' | 'comments'): Passage[] {
  const source = readFileSync(join(ROOT, file), 'utf8');
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const at = (position: number): number => tree.getLineAndCharacterOfPosition(position).line + 1;
  const passages: Passage[] = [];
  const visit = (node: ts.Node): void => {
    const isText =
      ts.isStringLiteralLike(node) ||
      node.kind === ts.SyntaxKind.TemplateHead ||
      node.kind === ts.SyntaxKind.TemplateMiddle ||
      node.kind === ts.SyntaxKind.TemplateTail;
    if (isText && !ts.isImportDeclaration(node.parent))
      passages.push({ file, line: at(node.getStart()), text: node.getText().slice(1, -1) });
    ts.forEachChild(node, visit);
  };
  if (part !== 'comments') visit(tree);
  if (part !== 'strings') {
    const scanner = ts.createScanner(ts.ScriptTarget.Latest, false, ts.LanguageVariant.Standard, source);
    for (let token = scanner.scan(); token !== ts.SyntaxKind.EndOfFileToken; token = scanner.scan()) {
      if (token !== ts.SyntaxKind.SingleLineCommentTrivia && token !== ts.SyntaxKind.MultiLineCommentTrivia)
        continue;
      const text = scanner
        .getTokenText()
        .replace(/^\/[/*]+ ?|\*+\/$/g, '')
        .replace(/\n\s*\*/g, ' ');
      passages.push({ file, line: at(scanner.getTokenStart()), text: text.trim() });
    }
  }
  return passages;
}

function findingsIn({ file, line, text }: Passage): string[] {
  return REPLACEMENTS.flatMap(([pattern, replacement]) =>
    [...text.matchAll(pattern)].map(([word]) => `${file}:${line} "${word}": write ${replacement}`),
  );
}

describe('the words', () => {
  it.each(DONE)('of $path ($text) are the usual ones', ({ path, text }) => {
    const passages = filesBelow(path).flatMap((file) =>
      file.endsWith('.md') ? paragraphsOf(file) : passagesOf(file, SPEC.test(file) ? 'comments' : text),
    );
    expect(passages.flatMap(findingsIn)).toEqual([]);
  });
});
