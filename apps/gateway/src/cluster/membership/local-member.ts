import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import { Injectable } from '@nestjs/common';
import { type GatewayConfig } from '../../config/gateway-config';
import { redactSecrets } from '../../config/redact-secrets';
import { workerCount } from '../../config/worker-count';
import { GatewayConfigurator } from '../../runtime/gateway-configurator';
import { Readiness } from '../../data-plane/listener/readiness';
import { Reloader } from '../../runtime/reload/reloader';
import { LocalGatewayId } from '../local-gateway-id';
import { type MemberRecord } from './member-record';

/** The record of this gateway. */
@Injectable()
export class LocalMember {
  /** Where operators reach it; null before it listens. */
  private admin: string | null = null;
  private digestOf: GatewayConfig | undefined;
  private digest = '';

  constructor(
    private readonly own: LocalGatewayId,
    private readonly configurator: GatewayConfigurator,
    private readonly reloader: Reloader,
    private readonly readiness: Readiness,
  ) {}

  /** It listens there for operators. */
  noteAdmin(host: string, port: number): void {
    const reachable = isIP(host) !== 0 && /^[0.:]+$/.test(host) ? this.own.host : host;
    this.admin = `http://${isIP(reachable) === 6 ? `[${reachable}]` : reachable}:${port}`;
  }

  get now(): MemberRecord {
    const { id, name, version, host, pid, startedAt } = this.own;
    return {
      ...{ id, name, version, host, pid },
      state: this.readiness.isReady ? 'serving' : this.readiness.isStopping ? 'stopping' : 'starting',
      startedAt: new Date(startedAt).toISOString(),
      admin: this.admin,
      configFile: this.reloader.file ?? null,
      configHash: this.configHash,
      workers: workerCount(this.configurator.running),
    };
  }

  private get configHash(): string {
    const { running } = this.configurator;
    if (running !== this.digestOf) {
      this.digestOf = running;
      this.digest = configDigest(running);
    }
    return this.digest;
  }
}

/** Equal for configurations that are equal in all settings that the members of a cluster must share. */
function configDigest(config: GatewayConfig): string {
  const { name: _name, admin: _admin, listen, log: _log, ...rest } = config;
  const { port: _port, host: _host, ...shared } = listen;
  const text = JSON.stringify(redactSecrets({ listen: shared, ...rest }));
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
