import { Agent as HttpAgent } from 'node:http';
import axios, { type AxiosResponse } from 'axios';
import { createLocalJWKSet, type JSONWebKeySet } from 'jose';
import { AuthUnavailableError } from '../../errors/admission.errors';
import { type FailureCause } from '../../errors/failure-cause';
import { socketFailure } from '../../errors/socket-failure';
import { type Clock } from '../../../platform/clock';
import { CertificateNamingAgent } from '../../upstream/connections/peer-certificate';

/** The keys of one issuer; finds the one that a token names. */
export type KeySet = ReturnType<typeof createLocalJWKSet>;

/** For the whole response, from the connection to the last byte. */
export const LIMIT_MS = 2_000;
const MAX_RESPONSE_BYTES = 1024 * 1024;
const SETTINGS = {
  headers: { accept: 'application/json, application/jwk-set+json' },
  httpAgent: new HttpAgent(),
  httpsAgent: new CertificateNamingAgent(),
  maxContentLength: MAX_RESPONSE_BYTES,
  maxRedirects: 0,
  proxy: false,
  responseType: 'text',
  validateStatus: () => true,
} as const;

/**
 * Asks for the keys of an issuer (RFC 7517 §5).
 *
 * @throws AuthUnavailableError, which says why there are none, and nothing else.
 */
export async function requestKeys(url: string, clock: Clock): Promise<KeySet> {
  const abort = new AbortController();
  const limit = clock.after(LIMIT_MS, () => abort.abort());
  try {
    const response = await axios.get<string>(url, { ...SETTINGS, signal: abort.signal });
    return keysIn(response, url);
  } catch (error) {
    if (error instanceof AuthUnavailableError) throw error;
    const inTime: FailureCause = { kind: 'response_timeout', text: 'no response in time' };
    throw new AuthUnavailableError(url, abort.signal.aborted ? inTime : socketFailure(error));
  } finally {
    limit.cancel();
  }
}

function keysIn({ status, data }: AxiosResponse<string>, url: string): KeySet {
  if (status !== 200) throw new AuthUnavailableError(url, { kind: 'bad_status', text: `answered ${status}` });
  try {
    return createLocalJWKSet(JSON.parse(data) as JSONWebKeySet);
  } catch {
    throw new AuthUnavailableError(url, { kind: 'protocol', text: 'the response is not a JSON Web Key Set' });
  }
}
