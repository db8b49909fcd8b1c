import { z } from 'zod';
import { headerName } from './http';
import { exactlyOneOf, oneOf, rule } from './objects';
import { flag, text } from './scalar';
import { duration } from './units';

const ASYMMETRIC = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA'];
const SYMMETRIC = ['HS256', 'HS384', 'HS512'];

const apiKey = z
  .strictObject({
    header: headerName().optional().describe('Header that holds the key. If omitted, `x-api-key`.'),
    query: parameter().optional().describe('Query parameter that holds the key, instead of a header.'),
    file: file('a list of { name, sha256, expires, scopes }').describe(
      'YAML list of `{ name, sha256, expires, scopes }`. The gateway reads it again when it changes.',
    ),
  })
  .check(
    rule(({ header, query }, report) => {
      if (header !== undefined && query !== undefined) report('either header or query', { at: ['query'] });
    }),
  )
  .transform(({ header, query, file }) => ({
    place: query === undefined ? { header: header ?? 'x-api-key' } : { query },
    file,
  }));

const jwt = z
  .strictObject({
    jwks: url()
      .optional()
      .describe(
        "URL of the issuer's keys (RFC 7517). The gateway refreshes the keys every 10 minutes. If a refresh fails, it uses the keys that it has for up to 24 hours.",
      ),
    publicKey: file('a PEM file with a public key')
      .optional()
      .describe('PEM file with the public key of the issuer.'),
    secret: text({
      title: 'secret',
      allowed: 'at least 32 characters',
      pattern: /^[\x20-\x7e]{32,}$/,
      secret: true,
    })
      .optional()
      .describe('Secret shared with the issuer. Prefer to read it from the environment.'),
    algorithms: z
      .array(z.enum([...ASYMMETRIC, ...SYMMETRIC]))
      .min(1, 'at least one algorithm')
      .optional()
      .describe('Accepted signature algorithms. If omitted, RS256 and ES256, or HS256 with a `secret`.'),
    issuer: line('issuer').optional().describe('Required value of the claim `iss`.'),
    audience: line('audience')
      .optional()
      .describe('Required value of the claim `aud`, or one of its values.'),
    clockSkew: duration({ from: '0ms', to: '10m' })
      .prefault('30s')
      .describe('Largest accepted difference between the clocks of the issuer and the gateway.'),
    claims: z
      .record(z.string(), line('claim'))
      .prefault({})
      .describe('Claims that the token must have with exactly these values.'),
    cookie: parameter()
      .optional()
      .describe('Cookie that may hold the token, in addition to the header `Authorization`.'),
  })
  .check(
    exactlyOneOf('jwks', 'publicKey', 'secret'),
    rule(({ secret, algorithms }, report) => {
      // A public key used as a shared secret would be known to every client (RFC 8725, 2.1).
      const fitting = secret === undefined ? ASYMMETRIC : SYMMETRIC;
      for (const [index, algorithm] of (Array.isArray(algorithms) ? algorithms : []).entries()) {
        if (typeof algorithm === 'string' && !fitting.includes(algorithm))
          report(fitting.join(', '), { at: ['algorithms', index] });
      }
    }),
  )
  .transform((settings) => ({
    ...settings,
    algorithms: settings.algorithms ?? (settings.secret === undefined ? ['RS256', 'ES256'] : ['HS256']),
  }));

const basic = z.strictObject({
  file: file('a list of { name, hash, scopes }').describe(
    'YAML list of `{ name, hash, scopes }`, hashed with scrypt or bcrypt (passwords of at most 72 bytes). The gateway reads it again when it changes.',
  ),
});

const forward = z.strictObject({
  url: url().describe(
    'URL that the gateway requests with GET for each request. A 2xx response admits the request.',
  ),
  timeout: duration().prefault('2s').describe('Time limit for the response of the service.'),
  requestHeaders: z
    .array(headerName())
    .prefault(['authorization', 'cookie'])
    .describe('Request headers that the gateway sends to the service.'),
  responseHeaders: z
    .array(headerName())
    .prefault([])
    .describe(
      'Headers that the gateway copies from the response of the service to the request for the backend. Their names begin with `x-auth-`.',
    )
    .check(
      rule<string[]>((names, report) => {
        for (const [index, name] of (Array.isArray(names) ? names : []).entries()) {
          if (typeof name === 'string' && !/^x-auth-/i.test(name))
            report('a header that begins with x-auth-, which no client can send', { at: [index] });
        }
      }),
    ),
});

const certificate = z.strictObject({
  names: z
    .array(line('name'))
    .prefault([])
    .describe(
      'Accepted common names. If empty, every certificate that the authorities have signed is accepted.',
    ),
});

const kinds = {
  apiKey: apiKey.describe('An API key in a header or a query parameter.'),
  jwt: jwt.describe('A JSON Web Token as `Authorization: Bearer …`.'),
  basic: basic.describe('A user name and a password.'),
  forward: forward.describe('An external service decides.'),
  certificate: certificate.describe('A client certificate. Requires `listen.tls.clientCertificates`.'),
};

/** The credentials that a route asks for. */
export const auth = z
  .strictObject({
    ...z.object(kinds).partial().shape,
    any: combination()
      .optional()
      .describe('Several kinds of credentials, of which at least one must be valid.'),
    all: combination().optional().describe('Several kinds of credentials, which must all be valid.'),
    scopes: z
      .array(text({ title: 'scope', allowed: 'a scope without spaces', pattern: /^[!#-[\]-~]+$/ }))
      .prefault([])
      .describe('Scopes that the credentials must have.'),
    strip: flag()
      .prefault(false)
      .describe(
        'If `true`, the gateway removes the credentials before it forwards the request. All other cookies stay.',
      ),
  })
  .check(exactlyOneOf('apiKey', 'jwt', 'basic', 'forward', 'certificate', 'any', 'all'));

function combination() {
  return z.array(oneOf(kinds)).min(2, 'at least two kinds of credentials');
}

function file(content: string) {
  return text({ title: 'file', allowed: `the path of ${content}`, pattern: /^[^\0]+$/ });
}

function line(title: string) {
  return text({ title, allowed: 'text of one line', pattern: /^[^\x00-\x1f\x7f]+$/ });
}

function parameter() {
  return text({ title: 'name', allowed: 'a name', pattern: /^[!#$%&'*+.^_`|~\w-]+$/ });
}

function url() {
  return text({
    title: 'URL',
    allowed: 'an http:// or https:// URL',
    pattern: /^https?:\/\/[^\s/?#]+[^\s]*$/,
  });
}
