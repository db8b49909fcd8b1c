import { ApiProperty } from '@nestjs/swagger';

/** Who owns one resource. */
export class SessionStatus {
  @ApiProperty({ type: String, description: 'Affinity rule that found the key.', example: 'items' })
  readonly rule: string;

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

  @ApiProperty({ type: 'integer', description: 'Seconds since the claim.' })
  readonly age: number;

  @ApiProperty({ type: 'integer', description: 'Seconds since the last request that named it.' })
  readonly idle: number;
}
