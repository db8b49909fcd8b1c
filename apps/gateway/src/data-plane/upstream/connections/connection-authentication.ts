/**
 * Schemes that authenticate the connection they are sent on, instead of one request (RFC 4559 §6): NTLM, Negotiate with its
 * variants of Microsoft (`Negotiate:Kerberos`, `Nego2`), and Kerberos.
 */
const SCHEME = '(?:ntlm|nego|kerberos)';
const CREDENTIALS = new RegExp(`^\\s*${SCHEME}`, 'i');
/** Anywhere in a list: a false hit costs no more than a connection of its own. */
const CHALLENGES = new RegExp(`(?:^|[\\s,])${SCHEME}`, 'i');

/** True if the value of an `Authorization` field authenticates the connection. */
export function authenticatesConnection(credentials: string): boolean {
  return CREDENTIALS.test(credentials);
}

/** Returns true if the value of a `WWW-Authenticate` or `Proxy-Authenticate` field asks for such a scheme. */
export function challengesConnection(challenges: string): boolean {
  return CHALLENGES.test(challenges);
}
