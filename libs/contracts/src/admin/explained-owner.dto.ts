import { ApiProperty } from '@nestjs/swagger';

/** What affinity knows of the resource that a request names. */
export class ExplainedOwner {
  @ApiProperty({ type: String, example: 'items' })
  readonly rule: string;

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
}
