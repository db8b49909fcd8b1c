import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Logger } from '@nestjs/common';
import { FakeClock } from '../../../../../../test/support/fake-clock';
import { closedAfterTest } from '../../../../../../test/support/closing';
import { Certificates } from '../../../../../../test/upstream/support/certificates';
import { CertificateExpiry } from './certificate-expiry';
import { type CertificateStore } from './certificate.store';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('CertificateExpiry', () => {
  let lines: string[];

  beforeEach(() => {
    lines = [];
    jest
      .spyOn(Logger.prototype, 'warn')
      .mockImplementation((...said: unknown[]) => void lines.push(String(said[0])));
  });

  afterEach(() => jest.restoreAllMocks());

  it('warns once a day of a certificate that expires soon, until another one replaces it', () => {
    const authority = closedAfterTest(new Certificates());
    const shown = (days: number) => {
      const { cert } = authority.signFor(days, `days-${days}`, []);
      return { file: 'tls.crt', certificate: new X509Certificate(readFileSync(cert)) };
    };
    const month = shown(30);
    const clock = new FakeClock(Date.parse(month.certificate.validFrom));
    const store = { all: [month] };
    closedAfterTest(new CertificateExpiry(store as unknown as CertificateStore, clock));
    clock.advance(15 * DAY);
    expect(lines).toEqual([]);
    clock.advance(3 * DAY);
    expect(lines.length).toBeGreaterThanOrEqual(2);
    expect(lines.length).toBeLessThanOrEqual(4);
    expect(new Set(lines).size).toBe(1);
    expect(lines[0]).toContain('tls.crt: the certificate (CN=days-30) expires soon, on ');
    lines.length = 0;
    store.all = [shown(60)];
    clock.advance(5 * DAY);
    expect(lines).toEqual([]);
    store.all = [month];
    clock.advance(8 * DAY);
    expect(lines[lines.length - 1]).toContain('expired on ');
  });
});
