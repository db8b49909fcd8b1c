import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** All kinds of events, by their names in the stream. */
export const EVENT_KINDS = [
  'backend.state',
  'backend.failure',
  'backend.added',
  'backend.removed',
  'backend.weight',
  'owner.waiting',
  'owner.waited',
  'pool.panic',
  'discovery.failed',
  'discovery.recovered',
  'discovery.suspended',
  'discovery.skipped',
  'config.applied',
  'config.rejected',
  'config.warned',
  'file.rejected',
  'cluster.updated',
  'cluster.disconnected',
  'cluster.reconnected',
  'cluster.joined',
  'cluster.left',
  'store.troubled',
  'store.recovered',
  'upgrade.done',
  'upgrade.failed',
  'worker.started',
  'worker.exited',
  'session.moved',
  'session.forgotten',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** Something that has happened to the gateway. */
export class GatewayEvent {
  @ApiProperty({ enum: EVENT_KINDS })
  readonly kind: EventKind;

  @ApiProperty({ type: String, format: 'date-time' })
  readonly at: string;

  @ApiProperty({ type: String, description: 'The event, for people.' })
  readonly message: string;

  @ApiPropertyOptional({ type: String })
  readonly pool?: string;

  @ApiPropertyOptional({ type: String, description: 'Id of the backend.' })
  readonly backend?: string;

  @ApiPropertyOptional({ type: String, description: 'State before a change of state.' })
  readonly from?: string;

  @ApiPropertyOptional({ type: String, description: 'State after a change of state.' })
  readonly to?: string;
}
