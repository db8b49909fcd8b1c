import { ApiProperty } from '@nestjs/swagger';

/** Something that an outside store does not do. */
export class StoreTroubleStatus {
  @ApiProperty({
    type: String,
    example: 'READONLY',
    description: '`unreachable`, or the first word of the error that the store answers.',
  })
  readonly kind: string;

  @ApiProperty({ type: String, example: 'refuses writes' })
  readonly what: string;

  @ApiProperty({ type: String, description: 'The error itself.' })
  readonly reason: string;

  @ApiProperty({ type: String, nullable: true, description: 'What can be done about it, if that is known.' })
  readonly advice: string | null;

  @ApiProperty({ type: String, format: 'date-time' })
  readonly since: string;
}
