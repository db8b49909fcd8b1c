import { ApiProperty } from '@nestjs/swagger';

/** The states of a gateway. */
export const GATEWAY_STATES = ['starting', 'serving', 'stopping'] as const;
export type GatewayState = (typeof GATEWAY_STATES)[number];

/** One member of the cluster, as it has reported itself. */
export class GatewayStatus {
  @ApiProperty({ type: String, example: 'edge-1-3f9a01', description: 'Different after every start.' })
  readonly id: string;

  @ApiProperty({ type: String, example: 'edge-1' })
  readonly name: string;

  @ApiProperty({ type: Boolean, description: 'If `true`, this gateway has handled the request.' })
  readonly self: boolean;

  @ApiProperty({ enum: GATEWAY_STATES })
  readonly state: GatewayState;

  @ApiProperty({ type: String, example: '0.1.0' })
  readonly version: string;

  @ApiProperty({ type: String, description: 'Name of its machine.' })
  readonly host: string;

  @ApiProperty({ type: 'integer' })
  readonly pid: number;

  @ApiProperty({ type: String, format: 'date-time' })
  readonly startedAt: string;

  @ApiProperty({ type: String, nullable: true, example: 'http://127.0.0.1:8081' })
  readonly admin: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'File of its configuration.' })
  readonly configFile: string | null;

  @ApiProperty({
    type: String,
    description: 'Equal for gateways with equal configurations, apart from names, listeners and secrets.',
  })
  readonly configHash: string;

  @ApiProperty({ type: 'integer', description: 'Number of processes that serve clients.' })
  readonly workers: number;
}
