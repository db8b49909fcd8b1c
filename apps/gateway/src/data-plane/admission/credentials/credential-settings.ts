import { type ForwardSettings } from './forward.authenticator';
import { type JwtDemands } from './jwt.authenticator';
import { type KeyPlace } from './api-key.authenticator';

/** Where the keys of a token's issuer come from: exactly one of the three is there. */
export interface JwtSettings extends JwtDemands {
  /** Path of a PEM file. */
  readonly publicKey?: string | undefined;
  readonly secret?: string | undefined;
}

/** One kind of credentials: exactly one of these is there. */
export interface CredentialSettings {
  readonly apiKey?: { readonly place: KeyPlace; readonly file: string } | undefined;
  readonly jwt?: JwtSettings | undefined;
  readonly basic?: { readonly file: string } | undefined;
  readonly forward?: ForwardSettings | undefined;
  readonly certificate?: { readonly names: readonly string[] } | undefined;
}

/** Credentials that a route requires: one kind, or several of which `any` or `all` must be valid. */
export interface AuthSettings extends CredentialSettings {
  readonly any?: readonly CredentialSettings[] | undefined;
  readonly all?: readonly CredentialSettings[] | undefined;
  readonly scopes: readonly string[];
  readonly strip: boolean;
}
