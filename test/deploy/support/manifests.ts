import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import { loadConfig, type LoadedConfig } from '../../../apps/gateway/src/config/load-config';
import { ROOT } from '../../support/processes';

export const DEPLOY = join(ROOT, 'deploy');
export const KUBERNETES = join(DEPLOY, 'kubernetes');

// Which fields there are depends on the kind; the compiler checks them in a test of its own.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Fields = Record<string, any>;

/** A resource of Kubernetes. */
export interface Manifest {
  readonly file: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels: Record<string, string> };
  readonly spec: Fields;
}

/** All that is in the folder and in those below it, in the order of the files. */
export function manifests(): Manifest[] {
  const all = readdirSync(KUBERNETES, { recursive: true, encoding: 'utf8' }).sort();
  const files = all.filter((name) => name.endsWith('.yaml'));
  return files.flatMap((file) =>
    parseAllDocuments(readFileSync(join(KUBERNETES, file), 'utf8')).map((document) => {
      expect([file, document.errors]).toEqual([file, []]);
      return { file, ...(document.toJS() as Omit<Manifest, 'file'>) };
    }),
  );
}

/** The one of this kind, and of this name where there are several. */
export function manifest(kind: string, name = 'load-distributer'): Manifest {
  const found = manifests().find((own) => own.kind === kind && own.metadata?.name === name);
  if (found === undefined) throw new Error(`There is no ${kind} ${name}.`);
  return found;
}

/** A file in deploy/, read as YAML with merge keys. */
export function read<T>(file: string): T {
  return parse(readFileSync(join(DEPLOY, file), 'utf8'), { merge: true }) as T;
}

/** Loads a file as the gateway does; throws with every error in it. */
export function loaded(file: string, env: Record<string, string>): LoadedConfig {
  return loadConfig({ env, cwd: '/', file });
}
