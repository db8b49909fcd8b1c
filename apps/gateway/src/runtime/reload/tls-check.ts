import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ConfigError } from '../../config/config.error';
import { type LocatedIssue } from '../../config/located-issue';
import { type LoadedConfig } from '../../config/load-config';
import { type UpstreamTlsSettings } from '../../data-plane/upstream/connections/upstream-tls';

/** @throws ConfigError that names every file of certificates or keys that is there, but of no use. */
export function checkTls({ config, source }: Pick<LoadedConfig, 'config' | 'source'>): void {
  const { tls } = config.listen;
  const listeners =
    tls === undefined
      ? []
      : [
          ...findingsIn(tls, 'listen.tls', source),
          ...tls.certificates.flatMap((each, at) =>
            findingsIn(each, `listen.tls.certificates[${at}]`, source),
          ),
          ...findingsIn(tls.clientCertificates ?? {}, 'listen.tls.clientCertificates', source),
        ];
  const pools = config.pools.flatMap((pool) => findingsIn(pool.tls ?? {}, `pools.${pool.name}.tls`, source));
  const findings = [...listeners, ...pools];
  if (findings.length > 0) throw new ConfigError(findings);
}

type Files = Pick<UpstreamTlsSettings, 'ca' | 'cert' | 'key'>;

function findingsIn(files: Files, path: string, source: string): LocatedIssue[] {
  return [...mistakesIn(files)].map(([key, trouble, allowed]) => ({
    file: source,
    path: `${path}.${key}`,
    found: `"${files[key]}", ${trouble}`,
    allowed,
    message: `found "${files[key]}", ${trouble}, allowed: ${allowed}`,
  }));
}

type Mistake = readonly [key: 'ca' | 'cert' | 'key', trouble: string, allowed: string];

function* mistakesIn({ ca, cert, key }: Files): Generator<Mistake> {
  if (ca !== undefined && certificateIn(ca) === undefined)
    yield ['ca', 'which contains no certificate', 'a PEM file of certificates'];
  // The schema has seen to it that there are both or none.
  if (cert === undefined || key === undefined) return;
  const certificate = certificateIn(cert);
  const privateKey = keyIn(key);
  if (certificate === undefined)
    yield ['cert', 'which contains no certificate', 'a PEM file of a certificate'];
  if (privateKey === undefined)
    yield ['key', 'which contains no key', 'a PEM file of a private key without a passphrase'];
  else if (certificate?.checkPrivateKey(privateKey) === false)
    yield ['key', 'which is not the key of `cert`', 'the key of that certificate'];
}

function certificateIn(file: string): X509Certificate | undefined {
  return unlessItFails(() => new X509Certificate(readFileSync(file)));
}

function keyIn(file: string): KeyObject | undefined {
  return unlessItFails(() => createPrivateKey(readFileSync(file)));
}

function unlessItFails<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
