import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { Inject, Injectable } from '@nestjs/common';
import { INITIAL_CONFIG } from '../runtime/gateway-configurator';
import { type GatewayConfig } from '../config/gateway-config';
import { packageVersion } from '../telemetry/package-version';
import { Clock } from '../platform/clock';

/** Identifies this gateway in the cluster, as long as its process runs. */
@Injectable()
export class LocalGatewayId {
  /** Of letters, digits and any of `_ . -`; no other gateway has it, whatever it is called. */
  readonly id: string;
  readonly name: string;
  readonly host = hostname();
  readonly pid = process.pid;
  readonly version = packageVersion();
  /** Wall time, in milliseconds since 1970. */
  readonly startedAt: number;

  constructor(@Inject(INITIAL_CONFIG) { name }: GatewayConfig, @Inject(Clock) clock: Clock) {
    this.name = name ?? `${this.host.replace(/[^\w.-]/g, '-').slice(0, 40)}-${this.pid}`;
    this.id = `${this.name}-${randomBytes(3).toString('hex')}`;
    this.startedAt = clock.wallTime();
  }
}
