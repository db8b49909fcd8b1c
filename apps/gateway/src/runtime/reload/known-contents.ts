import { readFileSync } from 'node:fs';
import { ConfigError } from '../../config/config.error';
import { type LoadedConfig } from '../../config/load-config';
import { isBlank } from '../../platform/files/blank-text';
import { keyFilesIn } from './key-files-check';

/** Which of the files beside the configuration said something when it was last in force. */
export class KnownContents {
  private filled: ReadonlySet<string> = new Set();

  /** @throws ConfigError that names each file that said something, and is blank now. */
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
