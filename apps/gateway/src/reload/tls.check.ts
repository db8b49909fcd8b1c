import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { ConfigError } from '../config/config.error';
import { type Finding } from '../config/finding';
import { type LoadedConfig } from '../config/load-config';
import { readTls, type UpstreamTlsSettings } from '../upstream/connections/upstream.tls';

/** @throws ConfigError that names every file of certificates or keys that is there, but of no use. */
export function checkTls({ config, source }: LoadedConfig): void {
  const findings = config.pools.flatMap(({ name, tls }) =>
    [...(tls === undefined ? [] : mistakesIn(tls))].map(([key, trouble, allowed]): Finding => ({
      file: source,
      path: `pools.${name}.tls.${key}`,
      found: `"${tls![key]}", ${trouble}`,
      allowed,
      message: `found "${tls![key]}", ${trouble}, allowed: ${allowed}`,
    })),
  );
  if (findings.length > 0) throw new ConfigError(findings);
}

function* mistakesIn(
  tls: UpstreamTlsSettings,
): Generator<[key: 'ca' | 'cert' | 'key', trouble: string, allowed: string]> {
  const { ca, cert, key } = tls;
  const isSound = (file: string | undefined, read: (text: Buffer) => unknown): boolean =>
    file === undefined || succeeds(() => read(readFileSync(file)));
  const hasCa = isSound(ca, (text) => new X509Certificate(text));
  const hasCert = isSound(cert, (text) => new X509Certificate(text));
  const hasKey = isSound(key, (text) => createPrivateKey(text));
  if (!hasCa) yield ['ca', 'which holds no certificate', 'a PEM file of certificates'];
  if (!hasCert) yield ['cert', 'which holds no certificate', 'a PEM file of a certificate'];
  if (!hasKey) yield ['key', 'which holds no key', 'a PEM file of a private key without a passphrase'];
  if (hasCa && hasCert && hasKey && !succeeds(() => readTls(tls)))
    yield ['key', 'which is not the key of `cert`', 'the key of that certificate'];
}

function succeeds(attempt: () => unknown): boolean {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}
