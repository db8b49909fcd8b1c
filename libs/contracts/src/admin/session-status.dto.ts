import { ApiProperty } from '@nestjs/swagger';

/** Who owns one resource. */
export class SessionStatus {
  @ApiProperty({ type: String, description: 'Affinity rule that found the key.', example: 'items' })
  readonly rule: string;

  @ApiProperty({ type: String, description: 'The pool of the owner.', example: 'items' })
  readonly pool: string;

  @ApiProperty({
    type: String,
    description: 'Value that names the resource; `sha256:…` for a long value.',
    example: '42',
  })
  readonly key: string;

  @ApiProperty({ type: String, description: 'Id of the owner.', example: '127.0.0.1:8000' })
  readonly backend: string;

  @ApiProperty({
    enum: ['claimed', 'confirmed'],
    description: '`claimed` until a success of the backend proves that it owns the resource.',
  })
  readonly state: 'claimed' | 'confirmed';

  @ApiProperty({
    enum: ['claim', 'create', 'learn', 'locate', 'operator'],
    description: 'Origin of its present state: a claim, a creation, another success, a search, an operator.',
  })
  readonly origin: string;

  @ApiProperty({
    type: 'integer',
    description: 'Grows with every claim, create and move. A change names the epoch it was decided on.',
  })
  readonly epoch: number;

  @ApiProperty({
    type: Boolean,
    description: '`true` if it was proven, under the present claim, that no other backend has the resource.',
  })
  readonly proven: boolean;

  @ApiProperty({ type: 'integer', description: 'Number of creating requests under way.' })
  readonly pending: number;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'End of the lease of these requests: until then nothing forgets or moves the session.',
  })
  readonly pendingUntil: string | null;

  @ApiProperty({ type: 'integer', description: 'Seconds since the claim.' })
  readonly age: number;

  @ApiProperty({ type: 'integer', description: 'Seconds since the last request that named it.' })
  readonly idle: number;
}
