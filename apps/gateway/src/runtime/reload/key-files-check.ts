import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ConfigError } from '../../config/config.error';
import { type LocatedIssue } from '../../config/located-issue';
import { type GatewayConfig } from '../../config/gateway-config';
import { type LoadedConfig } from '../../config/load-config';
import {
  type AuthSettings,
  type CredentialSettings,
} from '../../data-plane/admission/credentials/credential-settings';
import { readApiKeys } from '../../data-plane/admission/credentials/key-file';
import { JsonSchemaCheck } from '../../data-plane/admission/validation/json-schema';
import { OpenApiDocument } from '../../data-plane/admission/validation/openapi/openapi-document';
import { readPasswords } from '../../data-plane/admission/credentials/password-file';

/** @throws ConfigError that names every file of keys, passwords or schemas that is there, but of no use. */
export function checkKeyFiles({ config, source }: LoadedConfig): void {
  const findings = keyFilesIn(config).flatMap((file) => mistakeIn(file, source));
  if (findings.length > 0) throw new ConfigError(findings);
}

/** Every file of keys, passwords or schemas that routes name. */
export function keyFilesIn({ routes }: GatewayConfig): readonly KeyFile[] {
  return routes.flatMap(({ auth, validate }, index) => [
    ...(auth === undefined ? [] : filesOf(auth, `routes[${index}].auth`)),
    ...schemasOf(validate ?? {}, `routes[${index}].validate`),
  ]);
}

interface ValidationFiles {
  readonly body?: string | undefined;
  readonly query?: string | undefined;
  readonly openapi?: string | undefined;
}

/** A file that the configuration names, and what reads it. */
export interface KeyFile {
  readonly path: string;
  readonly file: string;
  readonly allowed: string;
  readonly read: (text: string) => unknown;
}

function filesOf(settings: AuthSettings | CredentialSettings, path: string): KeyFile[] {
  const { apiKey, basic, jwt } = settings;
  const { any = [], all = [] } = settings as Partial<AuthSettings>;
  const files: KeyFile[] = [];
  const add = (key: string, file: string, allowed: string, read: KeyFile['read']) =>
    files.push({ path: `${path}.${key}`, file, allowed, read });
  if (apiKey) add('apiKey.file', apiKey.file, 'a list of { name, sha256, expires, scopes }', readApiKeys);
  if (basic) add('basic.file', basic.file, 'a list of { name, hash, scopes }', readPasswords);
  if (jwt?.publicKey !== undefined)
    add('jwt.publicKey', jwt.publicKey, 'a PEM file with a public key', createPublicKey);
  return [
    ...files,
    ...any.flatMap((each, at) => filesOf(each, `${path}.any[${at}]`)),
    ...all.flatMap((each, at) => filesOf(each, `${path}.all[${at}]`)),
  ];
}

function schemasOf(settings: ValidationFiles, path: string): KeyFile[] {
  const { openapi } = settings;
  const allowed = 'a valid OpenAPI document, 3.0 or 3.1';
  const read = (text: string) => OpenApiDocument.fromText(text);
  const documents = openapi === undefined ? [] : [{ path: `${path}.openapi`, file: openapi, allowed, read }];
  const schemas = (['body', 'query'] as const).flatMap((part) => {
    const file = settings[part];
    const read = (text: string) => JsonSchemaCheck.fromText(part, text);
    return file === undefined ? [] : [{ path: `${path}.${part}`, file, allowed: 'a JSON Schema', read }];
  });
  return [...documents, ...schemas];
}

function mistakeIn({ path, file, allowed, read }: KeyFile, source: string): LocatedIssue[] {
  try {
    read(readFileSync(file, 'utf8'));
    return [];
  } catch (error) {
    const found = `"${file}": ${error instanceof Error ? error.message : String(error)}`;
    return [{ file: source, path, found, allowed, message: `found ${found}, allowed: ${allowed}` }];
  }
}
