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
    description: 'Seconds until the registration expires, unless it is renewed.',
  })
  readonly ttl: number;

  @ApiProperty({
    type: Boolean,
    description:
      'If `true`, all gateways of the cluster know the backend. `false` while Redis is not reachable.',
  })
  readonly shared: boolean;
}

/** That a backend was taken off. */
export interface Departure {
  readonly left: true;
}
