/** Values that are kept out of the log. */
export interface RedactionSettings {
  /** Whose values are hidden: of the query parameters named, of all, or of none. */
  readonly query: 'named' | 'all' | 'none';
  /** Names of query parameters and headers, in any case. */
  readonly names: readonly string[];
}

export const REDACTED = '[redacted]';
const CREDENTIALS = /\b(bearer|basic|negotiate)\s+[\w.~+/=-]+/gi;
/** Three parts of base64url, the first of which is a JSON object. */
const TOKEN = /\beyJ[\w-]+\.[\w-]+\.[\w-]*/g;

/** Hides private values. */
export class Redaction {
  private readonly names: ReadonlySet<string>;

  constructor(private readonly settings: RedactionSettings) {
    this.names = new Set(settings.names.map((name) => name.toLowerCase()));
  }

  /** Path and query of a request. */
  target(target: string): string {
    const start = target.indexOf('?');
    if (start === -1 || this.settings.query === 'none') return target;
    const pairs = target.slice(start + 1).split('&');
    return `${target.slice(0, start)}?${pairs.map((pair) => this.pair(pair)).join('&')}`;
  }

  /** The value of a header whose name is given in lower case. */
  header(lowerName: string, value: string): string {
    return this.names.has(lowerName) ? REDACTED : this.text(value);
  }

  /** Removes everything that looks like credentials from other text. */
  text(text: string): string {
    return text.replace(CREDENTIALS, `$1 ${REDACTED}`).replace(TOKEN, REDACTED);
  }

  private pair(pair: string): string {
    const equals = pair.indexOf('=');
    if (equals === -1) return pair;
    const name = pair.slice(0, equals);
    return this.settings.query === 'all' || this.names.has(plain(name)) ? `${name}=${REDACTED}` : pair;
  }
}

/** The name as the backend will read it, whatever the client hid it behind. */
function plain(name: string): string {
  try {
    return decodeURIComponent(name.replaceAll('+', ' ')).toLowerCase();
  } catch {
    return name.toLowerCase();
  }
}
