import { type LocatedIssue, formatFinding } from './located-issue';

/** The configuration cannot be used. Holds every mistake, not only the first. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(readonly findings: readonly LocatedIssue[]) {
    super(findings.map(formatFinding).join('\n'));
  }

  override toString(): string {
    const count = this.findings.length;
    return `${count} ${count === 1 ? 'error' : 'errors'} in the configuration\n${this.message}`;
  }
}
