import { readFileSync } from 'node:fs';
import { ConfigError } from '../../config/config.error';
import { type LoadedConfig } from '../../config/load-config';
import { isBlank } from '../../platform/files/blank-text';
import { keyFilesIn } from './key-files-check';

/** Records which of the files beside the configuration had content when they were last in force. */
export class KnownContents {
  private filled: ReadonlySet<string> = new Set();

  /** @throws ConfigError that names each file that had content before and is blank now. */
  check({ config, source }: LoadedConfig): void {
    const files = keyFilesIn(config);
    const blank = new Set(files.flatMap(({ file }) => (isBlank(readFileSync(file, 'utf8')) ? file : [])));
    const findings = files.flatMap(({ path, file, allowed }) => {
      if (!blank.has(file) || !this.filled.has(file)) return [];
      const found = `"${file}", which is empty`;
      return { file: source, path, found, allowed, message: `found ${found}, allowed: ${allowed}` };
    });
    if (findings.length > 0) throw new ConfigError(findings);
    this.filled = new Set(files.flatMap(({ file }) => (blank.has(file) ? [] : file)));
  }
}
