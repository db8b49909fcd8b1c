import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const CURVE = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/** Paths of a certificate and its key, both PEM. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** An authority of a test's own, and what it signs: files that live until `close()`. */
export class Certificates {
  readonly ca: string;
  private readonly folder = mkdtempSync(join(tmpdir(), 'certificates-'));
  private readonly authority: Certificate;

  constructor() {
    this.authority = this.at('ca');
    const { cert, key } = this.authority;
    openssl(['req', '-x509', ...CURVE, '-keyout', key, '-out', cert, '-days', '2', '-subj', '/CN=Test CA']);
    this.ca = cert;
  }

  /** Signs a certificate for a name; `alternatives` are the addresses in it, as `DNS:name` or `IP:address`. */
  sign(name: string, ...alternatives: string[]): Certificate {
    return this.signFor(2, name, alternatives);
  }

  /** The same for so many days from now; fewer than none make one that has ended. */
  signFor(days: number, name: string, alternatives: readonly string[]): Certificate {
    const signed = this.at(name);
    const { cert, key } = this.authority;
    const request = join(this.folder, `${name}.csr`);
    const extensions = join(this.folder, `${name}.ext`);
    writeFileSync(extensions, `subjectAltName=${alternatives.join(',') || `DNS:${name}`}\n`);
    openssl(['req', ...CURVE, '-keyout', signed.key, '-out', request, '-subj', `/CN=${name}`]);
    const signing = [
      '-CA',
      cert,
      '-CAkey',
      key,
      '-CAcreateserial',
      '-days',
      String(days),
      '-extfile',
      extensions,
    ];
    openssl(['x509', '-req', '-in', request, '-out', signed.cert, ...signing]);
    return signed;
  }

  close(): void {
    rmSync(this.folder, { recursive: true });
  }

  private at(name: string): Certificate {
    return { cert: join(this.folder, `${name}.pem`), key: join(this.folder, `${name}.key`) };
  }
}

/** The same as `node:tls` takes it. */
export function pemOf({ cert, key }: Certificate): { cert: Buffer; key: Buffer } {
  return { cert: readFileSync(cert), key: readFileSync(key) };
}

function openssl(args: string[]): void {
  execFileSync('openssl', args, { stdio: 'ignore' });
}
