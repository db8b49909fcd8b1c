/** The environment variables; `process.env` is one. */
export type Environment = Readonly<Record<string, string | undefined>>;

const REFERENCE = /\$\$\{|\$\{([^}]*)(\}?)/g;

/** A reference that cannot be read: the environment has no such variable, or it is not written as one. */
export interface BrokenReference {
  readonly found: string;
  readonly allowed: string;
}

/**
 * Replaces `${NAME}` and `${NAME:-default}` by what the environment says; the default also stands in for an empty
 * variable. `$${` is written for a plain `${`. Every reference that cannot be read is given to `report`.
 */
export function expandVariables(
  text: string,
  env: Environment,
  report: (broken: BrokenReference) => void,
): string {
  return text.replace(REFERENCE, (reference: string, inside: string | undefined, end: string) => {
    if (inside === undefined) return '${';
    const [, name, fallback] = /^([A-Za-z_]\w*)(?::-(.*))?$/s.exec(inside) ?? [];
    if (name === undefined || end === '') {
      report({ found: `"${reference}"`, allowed: '${NAME} or ${NAME:-default}, or $${ for a plain ${' });
      return reference;
    }
    const value = Object.hasOwn(env, name) ? env[name] : undefined;
    if (fallback !== undefined) return value || fallback;
    if (value === undefined) {
      report({
        found: `\${${name}}, which is not set in the environment`,
        allowed: `a variable that is set, or \${${name}:-default}`,
      });
    }
    return value ?? reference;
  });
}
