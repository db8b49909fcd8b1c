import { ENV_OVERRIDES } from '../env-overrides';
import { EXAMPLE } from './example';
import { type JsonSchema } from './json-schema';
import { markdownTable } from './markdown-table';
import { selectorReference } from './selectors';

const INTRODUCTION = `# Configuration

<!-- Generated from the schema by \`npm run docs\`. Do not edit. -->

The gateway reads the file that \`GATEWAY_CONFIG\` names, or \`gateway.yaml\` in the working directory when it is there.
Every key can be left out. Without a file, it listens on port 8080 and gives the requests in turn to four backends on
127.0.0.1, ports 8000 to 8003; what is created under \`/items\` stays with the backend that created it.

\`\`\`yaml
${EXAMPLE.trimEnd()}
\`\`\`

- Durations are written \`500ms\`, \`2s\`, \`1.5m\`, \`1h\` or \`7d\`; sizes \`512B\`, \`64KiB\`, \`10MiB\`, \`1GB\` or a number of bytes; shares
  \`20%\` or \`0.2\`.
- \`\${NAME}\` is read from the environment, and \`\${NAME:-default}\` has a value for when that is not set or empty. \`$\${\` is
  written for a plain \`\${\`.
- Names of files start from the folder of the configuration.
- Without \`pools\`, there is one, \`items\`. The first pool can leave out its \`backends\`. Without \`affinity\`, there is the rule
  \`items\` of the example. Without \`routes\`, the first pool serves everything, and every affinity rule is asked.
- A mistake stops the start. All of them are reported at once, each with line, column and key, what was found and what is
  allowed. A key that does not exist is a mistake, and so is a key that is written twice.
- A token, password or secret that looks like a variable which nothing has expanded, such as \`$ADMIN_TOKEN\`, \`%TOKEN%\` or
  \`{{ token }}\`, is a mistake: it would be known to every reader of the file.
- A reload never loses what the file said. If the file says nothing any more, if a key has lost its value, or if \`pools\` or
  guarded \`routes\` are gone for which defaults would stand in, the reload is refused and the gateway keeps its configuration.
  The same holds for files of keys, passwords, schemas and certificates: an empty version is refused, the last good one stays in
  use, and the log (\`Files\`) and the event \`file.rejected\` say so.
- Paths are compared with their case: \`/items\` is not \`/Items\`. Backends that take both for the same, as Express does
  unless it is told otherwise, can be reached by the other spelling through a wider route such as \`/\`: what a route
  guards, guard in the backend too, or lead no wider route to it.

## Environment

These come before what the file says. An empty variable says nothing.
`;

/** The documentation of every key, as Markdown. */
export function configurationReference(schema: JsonSchema): string {
  const variables = ENV_OVERRIDES.map(({ variable, description }) => [`\`${variable}\``, description]);
  const sections = Object.entries(schema.properties ?? {}).map(([name, section]) => sectionOf(name, section));
  return [INTRODUCTION, markdownTable(['variable', 'in the place of'], variables), ...sections].join('\n');
}

function sectionOf(name: string, schema: JsonSchema): string {
  const entry = schema.items ?? (schema.additionalProperties || schema);
  const rows = rowsOf(entry, '');
  const title = `## \`${name}\`\n\n${schema.description}\n`;
  if (rows.length === 0) return `${title}\nType: ${typeOf(schema)}. Default: ${code(schema.default)}.\n`;
  const table = markdownTable(['key', 'type', 'default', 'what it does'], rows);
  const more = name === 'pools' ? `\n${selectorReference()}` : '';
  return `${title}\n${table}${more}`;
}

function rowsOf({ properties = {}, required = [] }: JsonSchema, prefix: string): string[][] {
  return Object.entries(properties).flatMap(([name, schema]) => {
    const key = prefix + name;
    const value =
      schema.default === undefined ? (required.includes(name) ? 'needed' : '') : code(schema.default);
    const row = [`\`${key}\``, typeOf(schema), value, schema.description ?? ''];
    return [row, ...rowsBelow(schema, key)];
  });
}

function rowsBelow({ items, ...schema }: JsonSchema, key: string): string[][] {
  const kinds = items?.oneOf ?? [];
  // Of a list of maps of several types, each type has keys of its own.
  if (kinds.length > 0)
    return kinds.flatMap((kind) => rowsOf(kind, `${key}[${String(kind.properties?.type?.const)}].`));
  return items?.properties ? rowsOf(items, `${key}[].`) : rowsOf(schema, `${key}.`);
}

function typeOf({
  title,
  type,
  enum: values,
  const: constant,
  minimum,
  maximum,
  items,
  additionalProperties,
}: JsonSchema): string {
  if (items?.oneOf) return 'list of maps';
  if (items) return `list of ${typeOf(items)}s`;
  if (additionalProperties) return `map of ${typeOf(additionalProperties)}s`;
  if (constant !== undefined) return code(constant);
  if (values) return values.map(code).join(', ');
  const range = title === 'whole number' ? `, ${minimum} to ${maximum}` : '';
  return `${title ?? (type === 'object' ? 'map' : type === 'string' ? 'text' : String(type))}${range}`;
}

function code(value: unknown): string {
  return `\`${typeof value === 'string' && value !== '' ? value : JSON.stringify(value)}\``;
}
