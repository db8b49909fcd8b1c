import { type ConfigWarning } from '../../config/located-issue';
import { type LoadedConfig, loadConfig, type LoadOptions } from '../../config/load-config';
import { fileVersion } from '../../platform/files/file-version';
import { checkBackendLists } from './backend-lists-check';
import { checkKeyFiles } from './key-files-check';
import { KnownContents } from './known-contents';
import { checkTls } from './tls-check';

/** Where the configuration is read from, now and whenever it may have changed. */
export class ConfigSource {
  private path: string | undefined;
  private version = '';
  /** The text that was last found to be of use. */
  private text: string | undefined;
  private found: readonly ConfigWarning[] = [];
  private readonly contents = new KnownContents();

  constructor(private readonly options: LoadOptions) {}

  /** The file that is read; undefined as long as there is none. */
  get file(): string | undefined {
    return this.path;
  }

  /** The warnings about the last valid configuration. */
  get warnings(): readonly ConfigWarning[] {
    return this.found;
  }

  /** The version of the file that was read last. */
  get readVersion(): string {
    return this.version;
  }

  /** The version of the file that is there now: another one after every change, also of where a link leads to. */
  presentVersion(): string {
    return this.path === undefined ? '' : fileVersion(this.path);
  }

  /** @throws ConfigError with every mistake when it cannot be used. */
  load(): LoadedConfig {
    // Looked at before the file is read, so that no change can come in between unnoticed.
    this.version = this.presentVersion();
    // A file that is gone is a mistake, not a wish for the defaults.
    const file = this.path ?? this.options.file;
    const loaded = loadConfig({ ...this.options, file, former: this.text });
    if (this.path === undefined && loaded.source !== 'defaults') {
      this.path = loaded.source;
      this.version = this.presentVersion();
    }
    checkTls(loaded);
    checkKeyFiles(loaded);
    checkBackendLists(loaded);
    this.contents.check(loaded);
    this.text = loaded.text;
    this.found = loaded.warnings;
    return loaded;
  }
}
