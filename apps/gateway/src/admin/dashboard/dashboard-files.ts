import { readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Injectable } from '@nestjs/common';

/** One file of the operator's page, ready to be sent. */
export interface DashboardFile {
  readonly type: string;
  readonly plain: Buffer;
  /** Undefined for what is compressed already. */
  readonly gzip: Buffer | undefined;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** The files that `npm run build` makes of apps/dashboard, read once, when the first of them is asked for. */
@Injectable()
export class DashboardFiles {
  private files: ReadonlyMap<string, DashboardFile> | undefined;

  /** By its path, such as `index.html`; undefined when there is none, as where the page was not built. */
  find(path: string): DashboardFile | undefined {
    this.files ??= read(join(projectFolder(__dirname), 'dist/apps/dashboard'));
    return this.files.get(path);
  }
}

function read(folder: string): ReadonlyMap<string, DashboardFile> {
  const files = new Map<string, DashboardFile>();
  for (const below of ['', 'assets/']) {
    for (const name of namesIn(join(folder, below))) {
      const type = TYPES[extname(name)];
      if (type === undefined) continue;
      const plain = readFileSync(join(folder, below, name));
      files.set(below + name, { type, plain, gzip: name.endsWith('.woff2') ? undefined : gzipSync(plain) });
    }
  }
  return files;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** The folder of package.json: the sources and what is built of them lie at different depths below it. */
function projectFolder(from: string): string {
  for (let folder = from; folder !== dirname(folder); folder = dirname(folder)) {
    if (namesIn(folder).includes('package.json')) return folder;
  }
  return from;
}
