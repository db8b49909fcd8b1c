import { EXAMPLE } from './example';

/** The first part of the reference: what holds for every key of the file. */
export const INTRODUCTION = `# Configuration

<!-- Generated from the schema by \`npm run docs\`. Do not edit. -->

The gateway reads the file that \`GATEWAY_CONFIG\` names. If that is not set, it reads \`gateway.yaml\` in the working
directory, if that file exists. Every key is optional. Without a file, the gateway listens on port 8080 and balances requests
over four backends on 127.0.0.1, ports 8000 to 8003. Requests for a resource under \`/items\` go to the backend that created it.

\`\`\`yaml
${EXAMPLE.trimEnd()}
\`\`\`

## Values

- Durations are written \`500ms\`, \`2s\`, \`1.5m\`, \`1h\` or \`7d\`. Sizes are written \`512B\`, \`64KiB\`, \`10MiB\`, \`1GB\` or as a
  number of bytes. Ratios are written \`20%\` or \`0.2\`.
- \`\${NAME}\` is replaced with the environment variable. \`\${NAME:-default}\` has a default for a variable that is not set or
  empty. Write \`$\${\` for a literal \`\${\`.
- Relative file names start from the folder of the configuration file.
- Paths are case-sensitive: \`/items\` is not \`/Items\`. Express treats both as equal unless it is configured otherwise. A client
  could then reach such a backend with the other spelling, through a wider route such as \`/\`. Check access in the backend, too,
  or have no wider route to that backend.

## Defaults

- If \`pools\` is omitted, there is one pool, \`items\`. The first pool can omit its \`backends\`.
- If \`affinity\` is omitted, there is the rule \`items\` of the example.
- If \`routes\` is omitted, the first pool serves every request, and every affinity rule applies.

## Errors

- The gateway does not start with an invalid configuration. It reports all errors at once, each with line, column and key, the
  value found and the values allowed. An unknown key is an error, and so is a key that is written twice.
- A token, password or secret that looks like an unexpanded variable, such as \`$ADMIN_TOKEN\`, \`%TOKEN%\` or \`{{ token }}\`, is an
  error: every reader of the file would know the secret.
- A reload never falls back to defaults by accident. The gateway rejects a reload and keeps its configuration if the file is empty,
  if a key has lost its value, or if \`pools\` or guarded \`routes\` are missing. The same applies to files of keys, passwords,
  schemas and certificates: the gateway rejects an empty version, keeps the last valid one, and reports it in the log (\`Files\`) and
  with the event \`file.rejected\`.
`;
