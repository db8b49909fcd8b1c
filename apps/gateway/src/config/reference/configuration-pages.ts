import { ENV_OVERRIDES } from '../env-overrides';
import { INTRODUCTION } from './introduction';
import { type JsonSchema } from './json-schema';
import { markdownTable } from './markdown-table';
import { ObjectShapes } from './object-shapes';
import { selectorReference } from './selectors';
import { code, typeAndDefault, typeOf } from './value-text';

const MARK = '<!-- Generated from the schema by `npm run docs`. Do not edit. -->';

/** Sections that pages of their own explain further. */
const MORE: Readonly<Record<string, () => string>> = { pools: selectorReference };

const ENVIRONMENT = `## Environment

An environment variable overrides the key in the file. An empty variable is ignored.
`;

const SECTIONS = `## Sections
`;

/** The reference of every key as Markdown: \`index.md\`, and a page for each section, by the name of the file. */
export function configurationPages(schema: JsonSchema): ReadonlyMap<string, string> {
  const shapes = new ObjectShapes();
  const sections = Object.entries(schema.properties ?? {});
  const pages = sections
    .filter(([, section]) => entryOf(section).properties)
    .map(([name, section]) => [fileOf(name), sectionPage(shapes, name, section)] as const);
  return new Map([['index.md', indexPage(sections)], ...pages]);
}

function indexPage(sections: readonly (readonly [string, JsonSchema])[]): string {
  const rows = sections.map(([name, section]) => {
    const hasPage = entryOf(section).properties !== undefined;
    const key = hasPage ? `[${code(name)}](${fileOf(name)})` : code(name);
    return [key, hasPage ? typeOf(section) : typeAndDefault(section, false), section.description ?? ''];
  });
  const variables = ENV_OVERRIDES.map(({ variable, description }) => [code(variable), description]);
  return [
    ...[INTRODUCTION, SECTIONS, markdownTable(['section', 'value', 'description'], rows)],
    ...[ENVIRONMENT, markdownTable(['variable', 'overrides'], variables)],
  ].join('\n');
}

function sectionPage(shapes: ObjectShapes, name: string, section: JsonSchema): string {
  const page = fileOf(name);
  const head = `# ${code(name)}\n\n${MARK}\n\n${section.description}\n`;
  const more = MORE[name] === undefined ? [] : [MORE[name]()];
  return [head, shapes.describe(page, '', entryOf(section)), ...more].join('\n');
}

function entryOf(section: JsonSchema): JsonSchema {
  return section.items ?? (section.additionalProperties || section);
}

function fileOf(section: string): string {
  return `${section.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.md`;
}
