import { ApiProperty } from '@nestjs/swagger';

/** The owner of the resource that a request names, and how affinity knows it. */
export class ExplainedOwner {
  @ApiProperty({ type: String, example: 'items' })
  readonly rule: string;

  @ApiProperty({ type: String, description: 'The pool of the owner, or of the route.', example: 'items' })
  readonly pool: string;

  @ApiProperty({ type: String, example: '42' })
  readonly key: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Id of the owner. Null if there is no known owner.',
  })
  readonly backend: string | null;

  @ApiProperty({ enum: ['claimed', 'confirmed'], nullable: true })
  readonly state: 'claimed' | 'confirmed' | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Grows with every claim, create and move.' })
  readonly epoch: number | null;

  @ApiProperty({ enum: ['claim', 'create', 'learn', 'locate', 'operator'], nullable: true })
  readonly origin: string | null;

  @ApiProperty({
    type: Boolean,
    nullable: true,
    description: '`true` if it was proven that no other backend has the resource.',
  })
  readonly proven: boolean | null;

  @ApiProperty({ type: 'integer', nullable: true, description: 'Number of creating requests under way.' })
  readonly pending: number | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'End of their lease.' })
  readonly pendingUntil: string | null;
}
