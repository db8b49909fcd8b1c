import { ApiProperty } from '@nestjs/swagger';

/** How a backend that has announced itself is listed. */
export class AnnouncementResult {
  @ApiProperty({ type: String })
  readonly pool: string;

  @ApiProperty({ type: String })
  readonly id: string;

  @ApiProperty({ type: String, format: 'uri' })
  readonly url: string;

  @ApiProperty({ type: 'integer' })
  readonly weight: number;

  @ApiProperty({
    type: 'number',
    description: 'Seconds after which it is taken off, unless it is announced again.',
  })
  readonly ttl: number;

  @ApiProperty({
    type: Boolean,
    description: 'Whether all gateways that share the registry know; false while Redis cannot be asked.',
  })
  readonly shared: boolean;
}

/** That a backend was taken off. */
export interface Departure {
  readonly left: true;
}
