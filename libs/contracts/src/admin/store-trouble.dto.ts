import { ApiProperty } from '@nestjs/swagger';

/** Something that an outside store does not do. */
export class StoreTroubleStatus {
  @ApiProperty({
    type: String,
    example: 'READONLY',
    description: "`unreachable`, or the first word of the store's error.",
  })
  readonly kind: string;

  @ApiProperty({ type: String, example: 'refuses writes' })
  readonly what: string;

  @ApiProperty({ type: String, description: 'Text of the error.' })
  readonly reason: string;

  @ApiProperty({ type: String, nullable: true, description: 'Advice, if there is any.' })
  readonly advice: string | null;

  @ApiProperty({ type: String, format: 'date-time' })
  readonly since: string;
}
