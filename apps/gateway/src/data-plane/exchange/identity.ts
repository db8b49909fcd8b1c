import { BEARER_CHALLENGE, UnauthenticatedError } from '../errors/admission.errors';
import { authenticatesConnection } from '../upstream/connections/connection-authentication';

/** How a client can prove who it is. */
export type CredentialKind = 'apiKey' | 'jwt' | 'basic' | 'forward' | 'certificate';

/** The content of a verified credential. */
export interface IdentitySettings {
  readonly kind: CredentialKind;
  /** The name of the key or the user, the subject of the token or of the certificate. */
  readonly name: string;
  readonly scopes?: readonly string[];
  /** Of a token that was verified. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Further fields for the backend, as lines. */
  readonly fields?: string;
}

/** Who a client has proven to be. Made once for each credential, and shared by all requests that show it. */
export class Identity {
  readonly kind: CredentialKind;
  readonly name: string;
  readonly scopes: readonly string[];
  readonly claims: Readonly<Record<string, unknown>>;
  /**
   * The header lines that identify the client to the backend. The gateway drops fields of these names from
   * clients.
   */
  readonly fields: string;
  /** True if one of them authenticates the connection that it is sent on (NTLM, Negotiate). */
  readonly authenticatesConnection: boolean;

  constructor({ kind, name, scopes = [], claims = {}, fields = '' }: IdentitySettings) {
    this.kind = kind;
    this.name = name;
    this.scopes = scopes;
    this.claims = claims;
    const scopeField = scopes.length === 0 ? '' : `X-Auth-Scopes: ${scopes.map(inField).join(' ')}\r\n`;
    this.fields = `X-Auth-Kind: ${kind}\r\nX-Auth-Name: ${inField(name)}\r\n${scopeField}${fields}`;
    const credentials = /^authorization:(.*)\r$/im.exec(fields)?.[1];
    this.authenticatesConnection = credentials !== undefined && authenticatesConnection(credentials);
  }

  /**
   * A claim that tells clients or resources apart; undefined for one that is not there.
   *
   * @throws UnauthenticatedError for one that is there and cannot be a key.
   */
  claim(name: string): string | undefined {
    if (!Object.hasOwn(this.claims, name)) return undefined;
    const text = claimText(this.claims, name);
    if (text === undefined)
      throw new UnauthenticatedError('These credentials are not valid.', BEARER_CHALLENGE);
    return text;
  }
}

/**
 * A claim as text, or undefined. The value of a claim is any JSON (RFC 7519 §4), but only a text, a number or a boolean can
 * be compared or be a key: all objects have the same text, and some have none.
 */
export function claimText(claims: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

/** Percent-encoded where a name could end the field, or is no ASCII; so is the percent sign itself. */
export function inField(text: string): string {
  return /^[!-$&-~]*$/.test(text) ? text : encodeURIComponent(Buffer.from(text).toString());
}
