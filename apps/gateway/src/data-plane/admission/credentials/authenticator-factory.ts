import { createPublicKey, createSecretKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type FileReporter } from '../../../platform/files/file-reports';
import { WatchedFiles } from '../../../platform/files/watched-files';
import { type Clock } from '../../../platform/clock';
import { ApiKeyCheck } from './api-key.authenticator';
import { Authentication } from './authentication';
import { BasicCheck } from './basic.authenticator';
import { CertificateCheck } from './certificate.authenticator';
import { CombinedCheck } from './combined.authenticator';
import { type CredentialCheck } from './authenticator';
import { type AuthSettings, type CredentialSettings, type JwtSettings } from './credential-settings';
import { ForwardCheck } from './forward.authenticator';
import { type IssuerKeySets } from './issuer-key-sets';
import { JwtCheck, type JwtKey } from './jwt.authenticator';
import { readApiKeys } from './key-file';
import { readPasswords } from './password-file';

/** What credentials are checked with, beside their settings. */
export interface CredentialSources {
  readonly clock: Clock;
  readonly issuers: IssuerKeySets;
  readonly reports?: FileReporter | undefined;
}

/**
 * Makes what checks the credentials of a route.
 *
 * @throws Error when a file of keys cannot be used.
 */
export function authenticationFor(settings: AuthSettings, sources: CredentialSources): Authentication {
  const { any, all, scopes, strip } = settings;
  const several = any ?? all;
  const check =
    several === undefined
      ? checkFor(settings, sources)
      : new CombinedCheck(
          several.map((each) => checkFor(each, sources)),
          any === undefined ? 'all' : 'any',
        );
  return new Authentication(check, scopes, strip);
}

function checkFor(settings: CredentialSettings, sources: CredentialSources): CredentialCheck {
  const { clock, reports, issuers } = sources;
  const { apiKey, jwt, basic, certificate, forward } = settings;
  if (apiKey !== undefined)
    return new ApiKeyCheck(apiKey.place, new WatchedFiles([apiKey.file], readApiKeys, clock, reports), clock);
  if (jwt !== undefined) return new JwtCheck(jwt, keyOf(jwt, issuers), clock);
  if (basic !== undefined)
    return new BasicCheck(new WatchedFiles([basic.file], readPasswords, clock, reports), clock);
  if (certificate !== undefined) return new CertificateCheck(certificate.names);
  return new ForwardCheck(forward!);
}

function keyOf({ jwks, publicKey, secret }: JwtSettings, issuers: IssuerKeySets): JwtKey {
  if (jwks !== undefined) return issuers.of(jwks).find;
  return publicKey === undefined
    ? createSecretKey(Buffer.from(secret!))
    : createPublicKey(readFileSync(publicKey));
}
