import { statSync } from 'node:fs';

/** Names the state that a file is in: another one after every change, also of where a link leads to. */
export function fileVersion(file: string): string {
  try {
    const { dev, ino, size, mtimeMs, ctimeMs } = statSync(file);
    return [dev, ino, size, mtimeMs, ctimeMs].join();
  } catch (error) {
    // That it is not there, or may not be read, is a state of it like any other.
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  }
}
