import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { LocalListener } from '../../support/local-listener';
import { closedAfterTest } from '../../support/closing';

type Pair = Awaited<ReturnType<typeof generateKeyPair>>;

/** Who signs tokens, and publishes the keys to check them with. */
export class TokenIssuer {
  /** How often the keys were asked for. */
  asked = 0;
  /** Status of the server of the keys; 200 unless a test sets another. */
  status = 200;
  /** The body that replaces the keys. */
  body: string | undefined;
  private readonly listener: LocalListener;
  private readonly pairs = new Map<string, Pair>();

  private constructor() {
    const server = createServer((_request, response) => {
      this.asked++;
      if (this.status === 0) return;
      void this.keys().then((keys) =>
        response.writeHead(this.status).end(this.body ?? JSON.stringify({ keys })),
      );
    });
    this.listener = new LocalListener(server);
  }

  static async start(): Promise<TokenIssuer> {
    const issuer = new TokenIssuer();
    await issuer.listener.start();
    closedAfterTest({ close: () => issuer.listener.stop() });
    await issuer.rotateTo('first');
    return issuer;
  }

  get url(): string {
    return `${this.listener.url}/keys`;
  }

  /** From now on there is only this key. */
  async rotateTo(kid: string): Promise<void> {
    this.pairs.clear();
    await this.add(kid);
  }

  /** Signs with this key from now on; the others are published still. */
  async add(kid: string): Promise<void> {
    this.pairs.set(kid, await generateKeyPair('ES256', { extractable: true }));
  }

  /** Refuses connections from now on. */
  leave(): Promise<void> {
    return this.listener.stop();
  }

  /** A token for an hour, unless the claims say otherwise. */
  async sign(claims: JWTPayload = {}, header: { alg?: string; kid?: undefined } = {}): Promise<string> {
    const [kid, { privateKey }] = [...this.pairs].at(-1)!;
    const now = Math.floor(Date.now() / 1000);
    return new SignJWT({ sub: 'alice', iat: now, exp: now + 3600, ...claims })
      .setProtectedHeader({ alg: 'ES256', kid, ...header })
      .sign(privateKey);
  }

  async publicJwk() {
    const [[, { publicKey }]] = this.pairs;
    return exportJWK(publicKey);
  }

  private async keys() {
    const pairs = [...this.pairs].map(async ([kid, { publicKey }]) => ({
      ...(await exportJWK(publicKey)),
      kid,
      alg: 'ES256',
    }));
    return Promise.all(pairs);
  }
}
