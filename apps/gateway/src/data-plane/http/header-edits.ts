import { authenticatesConnection } from '../upstream/connections/connection-authentication';

/** Changes of a route to the headers of a message. */
export interface HeaderEditSettings {
  /** Written instead of any of the same name. */
  readonly set: Readonly<Record<string, string>>;
  readonly remove: readonly string[];
}

/** Changes the headers of a message as a route says; other lines keep their place. */
export class HeaderEdits {
  private readonly unwanted: ReadonlySet<string>;
  private readonly set: readonly (readonly [string, string])[];
  /** True if they set credentials that authenticate the connection (NTLM, Negotiate). */
  readonly authenticatesConnection: boolean;

  constructor(settings: HeaderEditSettings) {
    this.set = Object.entries(settings.set);
    this.authenticatesConnection = this.set.some(
      ([name, value]) => name.toLowerCase() === 'authorization' && authenticatesConnection(value),
    );
    this.unwanted = new Set(
      [...this.set.map(([name]) => name), ...settings.remove].map((name) => name.toLowerCase()),
    );
  }

  /** Of `Name: value` lines, each ended by CRLF. */
  ofLines(lines: string): string {
    const kept = lines
      .split('\r\n')
      .filter((line) => line !== '' && !this.unwanted.has(line.slice(0, line.indexOf(':')).toLowerCase()));
    const added = this.set.map(([name, value]) => `${name}: ${value}`);
    return [...kept, ...added, ''].join('\r\n');
  }

  /** Of name, value, name, value. */
  ofPairs(pairs: readonly string[]): string[] {
    const edited: string[] = [];
    for (let at = 0; at < pairs.length; at += 2) {
      if (!this.unwanted.has(pairs[at].toLowerCase())) edited.push(pairs[at], pairs[at + 1]);
    }
    for (const [name, value] of this.set) edited.push(name, value);
    return edited;
  }
}
