/** How a client can prove who it is. */
export type CredentialKind = 'apiKey' | 'jwt' | 'basic' | 'forward' | 'certificate';

/** What a verified credential says of its owner. */
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
  /** What the backend is told of it, as lines: the same names are never taken from a client. */
  readonly fields: string;

  constructor({ kind, name, scopes = [], claims = {}, fields = '' }: IdentitySettings) {
    this.kind = kind;
    this.name = name;
    this.scopes = scopes;
    this.claims = claims;
    const scopeField = scopes.length === 0 ? '' : `X-Auth-Scopes: ${scopes.map(inField).join(' ')}\r\n`;
    this.fields = `X-Auth-Kind: ${kind}\r\nX-Auth-Name: ${inField(name)}\r\n${scopeField}${fields}`;
  }
}

/** Percent-encoded where a name could end the field, or is no ASCII; so is the percent sign itself. */
export function inField(text: string): string {
  return /^[!-$&-~]*$/.test(text) ? text : encodeURIComponent(Buffer.from(text).toString());
}
