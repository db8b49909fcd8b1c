import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type FailureCause } from '../../data-plane/errors/failure-cause';
import { Discovery, type DiscoveryObserver } from '../../control-plane/discovery/discovery';
import { type DiscoveryStep } from '../../control-plane/discovery/source-refresher';
import { formatFinding } from '../../config/located-issue';
import { type FileObserver, FileReports } from '../../platform/files/file-reports';
import { OverrideSync, type SharingObserver } from '../../cluster/overrides/override-sync';
import { type VersionedOverride } from '../../cluster/overrides/versioned-override';
import { type MemberRecord } from '../../cluster/membership/member-record';
import { type MembershipObserver, ClusterMembers } from '../../cluster/membership/cluster-members';
import { formatOverride } from '../../cluster/overrides/format-override';
import { RedisConnections, type StoreObserver } from '../../platform/redis/redis-connections';
import { type StoreTrouble } from '../../platform/redis/redis-troubles';
import { type ReloadReport } from '../../runtime/reload/reload-report';
import { Reloader, type ReloadObserver } from '../../runtime/reload/reloader';
import { Upgrader, type UpgradeObserver } from '../../runtime/handover/upgrader';
import { type UpgradeReport } from '../../runtime/handover/upgrade-report';
import { type Backend } from '../../data-plane/upstream/backend';
import { type StateChange } from '../../data-plane/upstream/backend-state';
import { BackendStates, type StateObserver } from '../../data-plane/upstream/backend-states';
import { type FailureObserver, FailureReports } from '../../data-plane/upstream/failure-reports';
import { type Pool } from '../../data-plane/upstream/pool';
import { type MemberObserver, PoolTable } from '../../data-plane/upstream/pool-table';
import { EventLog } from './event-log';

/** Turns what the rest of the gateway tells its observers into events for operators. */
@Injectable()
export class EventSource
  implements
    StateObserver,
    FailureObserver,
    MemberObserver,
    DiscoveryObserver,
    ReloadObserver,
    SharingObserver,
    MembershipObserver,
    UpgradeObserver,
    FileObserver,
    StoreObserver,
    OnApplicationBootstrap
{
  constructor(
    private readonly log: EventLog,
    private readonly states: BackendStates,
    private readonly failures: FailureReports,
    private readonly registry: PoolTable,
    private readonly discovery: Discovery,
    private readonly reloader: Reloader,
    private readonly shared: OverrideSync,
    private readonly gateways: ClusterMembers,
    private readonly upgrader: Upgrader,
    private readonly files: FileReports,
    private readonly stores: RedisConnections,
  ) {}

  /** Not before the first configuration is in force: what there is from the start is no event. */
  onApplicationBootstrap(): void {
    this.states.observe(this);
    this.failures.observe(this);
    this.registry.observe(this);
    this.discovery.observe(this);
    this.reloader.observe(this);
    this.shared.observe(this);
    this.gateways.observe(this);
    this.upgrader.observe(this);
    this.files.observe(this);
    this.stores.observe(this);
    // Unlike all else, what is wrong with a store from the start is worth an event.
    for (const [store, { troubles }] of this.stores.all)
      for (const trouble of troubles.all) this.storeTroubled(store, trouble);
  }

  stateChanged({ name }: Pool, { id }: Backend, { from, to, reason }: StateChange): void {
    const message = `${name}/${id} is ${to}: ${reason}`;
    this.log.append({ kind: 'backend.state', message, pool: name, backend: id, from, to });
  }

  attemptFailed({ name }: Pool, { id }: Backend, { text }: FailureCause): void {
    const message = `A request failed at ${name}/${id}: ${text}`;
    this.log.append({ kind: 'backend.failure', message, pool: name, backend: id });
  }

  panicChanged({ name, isPanicking }: Pool): void {
    const message = isPanicking
      ? `${name} has too few healthy backends: all enabled ones are used`
      : `${name} has enough healthy backends again: only these are used`;
    this.log.append({ kind: 'pool.panic', message, pool: name, to: isPanicking ? 'panic' : 'normal' });
  }

  backendAdded({ name }: Pool, { id, url }: Backend): void {
    const message = `${name}/${id} at ${url} was added`;
    this.log.append({ kind: 'backend.added', message, pool: name, backend: id });
  }

  backendRemoved({ name }: Pool, { id }: Backend): void {
    const message = `${name}/${id} was removed`;
    this.log.append({ kind: 'backend.removed', message, pool: name, backend: id });
  }

  discovered({ kind, watch, message }: DiscoveryStep): void {
    // Backends that are added or removed have events of their own.
    if (kind !== 'changed') this.log.append({ kind: `discovery.${kind}`, message, pool: watch.pool });
  }

  reloaded(report: ReloadReport, asker: string): void {
    if (report.outcome === 'refused') {
      const mistakes = report.findings.length === 1 ? 'an error' : `${report.findings.length} errors`;
      const message = `The configuration has ${mistakes}; the gateway continues with the current one (requested by ${asker})`;
      return this.log.append({ kind: 'config.rejected', message });
    }
    const message = `The configuration was reloaded from ${report.source} (requested by ${asker})`;
    this.log.append({ kind: 'config.applied', message });
    for (const warning of report.warnings)
      this.log.append({ kind: 'config.warned', message: formatFinding(warning) });
  }

  fileRejected(message: string): void {
    this.log.append({ kind: 'file.rejected', message });
  }

  learned(stamped: VersionedOverride): void {
    const { pool, id } = stamped.override;
    this.log.append({ kind: 'cluster.updated', message: formatOverride(stamped), pool, backend: id });
  }

  splitChanged(isSplit: boolean): void {
    if (isSplit)
      this.log.append({
        kind: 'cluster.disconnected',
        message: 'Redis is not reachable. Overrides apply to this gateway only',
      });
    else
      this.log.append({
        kind: 'cluster.reconnected',
        message: 'Redis is reachable again. Overrides are shared with all gateways',
      });
  }

  memberJoined({ id, version }: MemberRecord): void {
    this.log.append({ kind: 'cluster.joined', message: `Gateway ${id} (${version}) has joined the cluster` });
  }

  memberLeft({ id }: MemberRecord): void {
    this.log.append({ kind: 'cluster.left', message: `Gateway ${id} has left the cluster` });
  }

  storeTroubled(store: string, { what, reason, advice }: StoreTrouble): void {
    const remedy = advice === undefined ? '' : `. ${advice}`;
    const message = `${store} ${what}: ${reason.replace(/\.$/, '')}${remedy}`;
    this.log.append({ kind: 'store.troubled', message });
  }

  storeRecovered(store: string, { kind }: StoreTrouble, how: string): void {
    this.log.append({ kind: 'store.recovered', message: `${store} ${how} (it was: ${kind})` });
  }

  upgraded(report: UpgradeReport, asker: string): void {
    if (report.outcome === 'done') {
      const message = `Process ${report.pid} of version ${report.version} has taken over (requested by ${asker})`;
      return this.log.append({ kind: 'upgrade.done', message });
    }
    const message = `The new process cannot take over; the gateway continues to run (requested by ${asker})`;
    this.log.append({ kind: 'upgrade.failed', message });
  }
}
