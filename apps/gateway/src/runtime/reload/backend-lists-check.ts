import { readFileSync } from 'node:fs';
import { readBackendList } from '../../config/backend-list';
import { ConfigError } from '../../config/config.error';
import { type LocatedIssue } from '../../config/located-issue';
import { type LoadedConfig } from '../../config/load-config';

/** @throws ConfigError with every mistake in the lists of backends that pools are to find in files. */
export function checkBackendLists({ config }: LoadedConfig): void {
  const sources = config.pools.flatMap(({ discovery }) => discovery);
  const files = new Set(sources.flatMap((source) => (source.type === 'file' ? source.path : [])));
  const findings = [...files].flatMap(mistakesIn);
  if (findings.length > 0) throw new ConfigError(findings);
}

function mistakesIn(file: string): readonly LocatedIssue[] {
  try {
    readBackendList(readFileSync(file, 'utf8'), file);
    return [];
  } catch (error) {
    // A file that is gone since it was looked for is found to be so again, with words of its own.
    return error instanceof ConfigError ? error.findings : [];
  }
}
