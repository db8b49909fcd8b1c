/** How variables look to shells, Make and Kubernetes, cmd.exe, templates, and to autoconf. */
const VARIABLES = [
  /^\$(\w+)$/,
  /^\$\{(\w+)[^}]*\}$/,
  /^\$\(([\w.-]+)\)$/,
  /^%(\w+)%$/,
  /^\{\{-?\s*[$.]?([\w.-]+).*\}\}$/,
  /^@(\w+)@$/,
];

/**
 * The name of the variable that this text was meant to be replaced by, such as `ADMIN_TOKEN` for `$ADMIN_TOKEN`; undefined
 * for any other text. The gateway expands `${NAME}` only, so such a text would be taken as it is.
 */
export function unexpandedVariable(text: string): string | undefined {
  for (const pattern of VARIABLES) {
    const name = pattern.exec(text)?.[1];
    if (name !== undefined) return name.replace(/\W/g, '_');
  }
  return undefined;
}
