import { ENV_OVERRIDES } from '../env-overrides';
import { EXAMPLE } from './example';
import { type JsonSchema } from './json-schema';
import { markdownTable } from './markdown-table';
import { selectorReference } from './selectors';

const INTRODUCTION = `# Configuration

<!-- Generated from the schema by \`npm run docs\`. Do not edit. -->

The gateway reads the file that \`GATEWAY_CONFIG\` names. If that is not set, it reads \`gateway.yaml\` in the working
directory, if that file exists. Every key is optional. Without a file, the gateway listens on port 8080 and balances requests
over four backends on 127.0.0.1, ports 8000 to 8003. Requests for a resource under \`/items\` go to the backend that created it.

\`\`\`yaml
${EXAMPLE.trimEnd()}
\`\`\`

- Durations are written \`500ms\`, \`2s\`, \`1.5m\`, \`1h\` or \`7d\`. Sizes are written \`512B\`, \`64KiB\`, \`10MiB\`, \`1GB\` or as a
  number of bytes. Ratios are written \`20%\` or \`0.2\`.
- \`\${NAME}\` is replaced with the environment variable. \`\${NAME:-default}\` has a default for a variable that is not set or
  empty. Write \`$\${\` for a literal \`\${\`.
- Relative file names start from the folder of the configuration file.
- If \`pools\` is omitted, there is one pool, \`items\`. The first pool can omit its \`backends\`. If \`affinity\` is omitted, there is
  the rule \`items\` of the example. If \`routes\` is omitted, the first pool serves every request, and every affinity rule applies.
- The gateway does not start with an invalid configuration. It reports all errors at once, each with line, column and key, the
  value found and the values allowed. An unknown key is an error, and so is a key that is written twice.
- A token, password or secret that looks like an unexpanded variable, such as \`$ADMIN_TOKEN\`, \`%TOKEN%\` or \`{{ token }}\`, is an
  error: every reader of the file would know the secret.
- A reload never falls back to defaults by accident. The gateway rejects a reload and keeps its configuration if the file is empty,
  if a key has lost its value, or if \`pools\` or guarded \`routes\` are missing. The same applies to files of keys, passwords,
  schemas and certificates: the gateway rejects an empty version, keeps the last valid one, and reports it in the log (\`Files\`) and
  with the event \`file.rejected\`.
- Paths are case-sensitive: \`/items\` is not \`/Items\`. Express treats both as equal unless it is configured otherwise. A client
  could then reach such a backend with the other spelling, through a wider route such as \`/\`. Check access in the backend, too,
  or have no wider route to that backend.

## Environment

These variables override the file. An empty variable has no effect.
`;

/** The documentation of every key, as Markdown. */
export function configurationReference(schema: JsonSchema): string {
  const variables = ENV_OVERRIDES.map(({ variable, description }) => [`\`${variable}\``, description]);
  const sections = Object.entries(schema.properties ?? {}).map(([name, section]) => sectionOf(name, section));
  return [INTRODUCTION, markdownTable(['variable', 'overrides'], variables), ...sections].join('\n');
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
