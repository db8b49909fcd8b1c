import { Logger } from '@nestjs/common';
import { certificateTrouble } from '../../../platform/files/certificate-dates';
import { type Clock, type Timer } from '../../../platform/clock';
import { type CertificateStore } from './certificate.store';

/** How often certificates are looked at, in milliseconds. */
export const EXPIRY_LOOK_MS = 3_600_000;

/** Warns once a day of each certificate of the listener that clients will not accept, now or soon. */
export class CertificateExpiry {
  private readonly logger = new Logger('Certificates');
  /** The last day on which there was a warning, by file. */
  private readonly warnedOn = new Map<string, string>();
  private readonly timer: Timer;

  constructor(
    private readonly certificates: CertificateStore,
    private readonly clock: Clock,
  ) {
    this.timer = clock.every(EXPIRY_LOOK_MS, () => this.look());
  }

  close(): void {
    this.timer.cancel();
  }

  private look(): void {
    const now = this.clock.wallTime();
    const today = new Date(now).toISOString().slice(0, 10);
    for (const { file, certificate } of this.certificates.all) {
      const trouble = certificateTrouble(certificate, now);
      if (trouble === undefined || this.warnedOn.get(file) === today) continue;
      this.warnedOn.set(file, today);
      this.logger.warn(`${file}: ${trouble}.`);
    }
  }
}
