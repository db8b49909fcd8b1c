/** One mistake in the configuration, with all that is required to mend it. */
export interface LocatedIssue {
  /** The file, or `environment`. */
  readonly file: string;
  /** From 1; absent when the mistake is not in a file. */
  readonly line?: number;
  readonly column?: number;
  /** The way to the value, such as `pools.items.balance`, or the name of the environment variable; empty for the whole file. */
  readonly path: string;
  readonly found: string;
  readonly allowed: string;
  /** The value found, the values allowed and the probable intention, in one line. */
  readonly message: string;
  /** The probable intention. */
  readonly suggestion?: string;
}

/** Something in the configuration that is allowed, but does something else than it seems to. */
export type ConfigWarning = Pick<LocatedIssue, 'file' | 'line' | 'column' | 'path' | 'message'>;

/** `gateway.yaml:12:7 pools.items.balance: found "roundrobin", allowed: …`. */
export function formatFinding({ file, line, column, path, message }: ConfigWarning): string {
  const place = line === undefined ? file : `${file}:${line}:${column}`;
  return `${place}${path && ` ${path}`}: ${message}`;
}

/** One line for the log. */
export function formatWarning(warning: ConfigWarning): string {
  return `Warning about the configuration: ${formatFinding(warning)}`;
}
