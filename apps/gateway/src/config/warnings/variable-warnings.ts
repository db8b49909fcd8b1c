import { EACH, matches, type Path } from '../path';
import { type Subject, type Warning } from './warning';

/** Values that other programs expand, and that the gateway sends as they are. */
const TEXTS: readonly (readonly (string | typeof EACH)[])[] = [
  ['routes', EACH, 'redirect', 'to'],
  ['routes', EACH, 'respond', 'headers', EACH],
  ['routes', EACH, 'headers', EACH],
  ['routes', EACH, 'requestHeaders', 'set', EACH],
  ['routes', EACH, 'responseHeaders', 'set', EACH],
  ['pools', EACH, 'health', 'path'],
  ['pools', EACH, 'health', 'headers', EACH],
];

/** `$host`, `$(NAME)`, `%{host}`, `%NAME%`, `{{ host }}`: nginx, HAProxy, shells, cmd.exe, templates. */
const VARIABLE = /\$[A-Za-z_]\w*|\$\(\w+\)|%\[[^\]]+\]|%\{[^}]+\}|%[A-Za-z_]{3,}%|\{\{[^}]*\}\}/;
/** `{host}`: Caddy. In `redirect.to` the schema knows which there are. */
const PLACEHOLDER = /\{[a-z_][\w.]*\}/i;

/** Texts that look like a placeholder. */
export function* variableWarnings({ config }: Subject): Generator<Warning> {
  for (const pattern of TEXTS)
    for (const [path, text] of matches(config, pattern)) {
      const isRedirect = pattern.at(-1) === 'to';
      const found =
        typeof text === 'string'
          ? (VARIABLE.exec(text) ?? (isRedirect ? null : PLACEHOLDER.exec(text)))
          : null;
      if (found !== null)
        yield { path: named(path, config.pools), message: messageFor(found[0], isRedirect) };
    }
}

function messageFor(variable: string, isRedirect: boolean): string {
  const allowed = isRedirect
    ? '{host} and {uri} stand for those of the request, ${NAME} for an environment variable'
    : '${NAME} stands for an environment variable';
  return `${variable} is sent literally, because nothing expands it; ${allowed}`;
}

/** Pools go by their names in the file. */
function named([section, index, ...rest]: Path, pools: readonly { readonly name: string }[]): Path {
  return section === 'pools' ? [section, pools[Number(index)].name, ...rest] : [section, index, ...rest];
}
