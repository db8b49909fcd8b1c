import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { Certificates } from '../../../../../test/upstream/support/certificates';
import { configOf, inFolder } from '../../../../../test/config/config-of';
import { checkTls } from './tls-check';

const CERTIFICATE = rootCertificates[0];
const KEY = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
}).privateKey;

/** Returns the errors for files of this content, by the keys that name them. */
function mistakesWith(contents: Record<string, string>): string[] {
  return inFolder((folder) => {
    const tls = Object.fromEntries(
      Object.entries(contents).map(([key, content]) => {
        const file = join(folder, `${key}.pem`);
        writeFileSync(file, content);
        return [key, file];
      }),
    );
    const config = configOf({ pools: { main: { backends: [], tls } } });
    try {
      checkTls({ config, source: 'gateway.yaml' });
      return [];
    } catch (error) {
      return (error as Error).message.replaceAll(`${folder}/`, '').split('\n');
    }
  });
}

describe('checkTls', () => {
  it('takes certificates', () => {
    expect(mistakesWith({ ca: CERTIFICATE })).toEqual([]);
    expect(mistakesWith({ ca: `${CERTIFICATE}\n${rootCertificates[1]}` })).toEqual([]);
  });

  it('takes a certificate with its key', () => {
    const certificates = new Certificates();
    const { cert, key } = certificates.sign('gateway.example');
    const contents = { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
    certificates.close();
    expect(mistakesWith(contents)).toEqual([]);
  });

  it('names every file that is of no use', () => {
    expect(mistakesWith({ ca: 'nothing', cert: KEY, key: CERTIFICATE })).toEqual([
      'gateway.yaml pools.main.tls.ca: found "ca.pem", which contains no certificate, allowed: a PEM file of certificates',
      'gateway.yaml pools.main.tls.cert: found "cert.pem", which contains no certificate, allowed: a PEM file of a certificate',
      'gateway.yaml pools.main.tls.key: found "key.pem", which contains no key, allowed: a PEM file of a private key without a passphrase',
    ]);
  });

  it('refuses the key of another certificate', () => {
    expect(mistakesWith({ cert: CERTIFICATE, key: KEY })).toEqual([
      'gateway.yaml pools.main.tls.key: found "key.pem", which is not the key of `cert`, allowed: the key of that certificate',
    ]);
  });
});
