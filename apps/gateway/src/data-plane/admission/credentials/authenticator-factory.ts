import { createPublicKey, createSecretKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { type FileReporter } from '../../../platform/files/file-reports';
import { WatchedFiles } from '../../../platform/files/watched-files';
import { type Clock } from '../../../platform/clock';
import { ApiKeyAuthenticator } from './api-key.authenticator';
import { Authentication } from './authentication';
import { BasicAuthenticator } from './basic.authenticator';
import { CertificateAuthenticator } from './certificate.authenticator';
import { CombinedAuthenticator } from './combined.authenticator';
import { type Authenticator } from './authenticator';
import { type AuthSettings, type CredentialSettings, type JwtSettings } from './credential-settings';
import { ForwardAuthenticator } from './forward.authenticator';
import { type IssuerKeySets } from './issuer-key-sets';
import { JwtAuthenticator, type JwtKey } from './jwt.authenticator';
import { readApiKeys } from './key-file';
import { readPasswords } from './password-file';

/** The services and files that check credentials, besides the settings. */
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
      : new CombinedAuthenticator(
          several.map((each) => checkFor(each, sources)),
          any === undefined ? 'all' : 'any',
        );
  return new Authentication(check, scopes, strip);
}

function checkFor(settings: CredentialSettings, sources: CredentialSources): Authenticator {
  const { clock, reports, issuers } = sources;
  const { apiKey, jwt, basic, certificate, forward } = settings;
  if (apiKey !== undefined)
    return new ApiKeyAuthenticator(
      apiKey.place,
      new WatchedFiles([apiKey.file], readApiKeys, clock, reports),
      clock,
    );
  if (jwt !== undefined) return new JwtAuthenticator(jwt, keyOf(jwt, issuers), clock);
  if (basic !== undefined)
    return new BasicAuthenticator(new WatchedFiles([basic.file], readPasswords, clock, reports), clock);
  if (certificate !== undefined) return new CertificateAuthenticator(certificate.names);
  return new ForwardAuthenticator(forward!);
}

function keyOf({ jwks, publicKey, secret }: JwtSettings, issuers: IssuerKeySets): JwtKey {
  if (jwks !== undefined) return issuers.of(jwks).find;
  return publicKey === undefined
    ? createSecretKey(Buffer.from(secret!))
    : createPublicKey(readFileSync(publicKey));
}
