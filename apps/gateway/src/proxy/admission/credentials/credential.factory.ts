import { createPublicKey, createSecretKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRemoteJWKSet } from 'jose';
import { type FileReports } from '../../../files/file.reports';
import { WatchedFiles } from '../../../files/watched.files';
import { type Clock } from '../../../ports/clock';
import { ApiKeyCheck } from './api-key.check';
import { Authentication } from './authentication';
import { BasicCheck } from './basic.check';
import { CertificateCheck } from './certificate.check';
import { CombinedCheck } from './combined.check';
import { type CredentialCheck } from './credential.check';
import { type AuthSettings, type CredentialSettings, type JwtSettings } from './credential.settings';
import { ForwardCheck } from './forward.check';
import { JwtCheck, type JwtKey } from './jwt.check';
import { readApiKeys } from './key.file';
import { readPasswords } from './password.file';

/** How long the server of an issuer's keys may take, how often it is asked again, and how long its keys are kept. */
const JWKS_LIMITS = { timeoutDuration: 2_000, cooldownDuration: 10_000, cacheMaxAge: 600_000 };

/**
 * Makes what checks the credentials of a route.
 *
 * @throws Error when a file of keys cannot be used.
 */
export function authenticationFor(
  settings: AuthSettings,
  clock: Clock,
  reports?: FileReports,
): Authentication {
  const { any, all, scopes, strip } = settings;
  const several = any ?? all;
  const check =
    several === undefined
      ? checkFor(settings, clock, reports)
      : new CombinedCheck(
          several.map((each) => checkFor(each, clock, reports)),
          any === undefined ? 'all' : 'any',
        );
  return new Authentication(check, scopes, strip);
}

function checkFor(settings: CredentialSettings, clock: Clock, reports?: FileReports): CredentialCheck {
  const { apiKey, jwt, basic, certificate, forward } = settings;
  if (apiKey !== undefined)
    return new ApiKeyCheck(apiKey.place, new WatchedFiles([apiKey.file], readApiKeys, clock, reports), clock);
  if (jwt !== undefined) return new JwtCheck(jwt, keyOf(jwt), clock);
  if (basic !== undefined)
    return new BasicCheck(new WatchedFiles([basic.file], readPasswords, clock, reports), clock);
  if (certificate !== undefined) return new CertificateCheck(certificate.names);
  return new ForwardCheck(forward!);
}

function keyOf({ jwks, publicKey, secret }: JwtSettings): JwtKey {
  if (jwks !== undefined) return createRemoteJWKSet(new URL(jwks), JWKS_LIMITS);
  return publicKey === undefined
    ? createSecretKey(Buffer.from(secret!))
    : createPublicKey(readFileSync(publicKey));
}
