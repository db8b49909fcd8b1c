import { ApiProperty } from '@nestjs/swagger';

/** Who owns one resource. */
export class SessionStatus {
  @ApiProperty({ type: String, description: 'The affinity rule that found the key.', example: 'items' })
  readonly rule: string;

  @ApiProperty({
    type: String,
    description: 'The value that names the resource; `sha256:…` in the place of a long one.',
    example: '42',
  })
  readonly key: string;

  @ApiProperty({ type: String, description: 'The id of the owner.', example: '127.0.0.1:8000' })
  readonly backend: string;

  @ApiProperty({
    enum: ['claimed', 'confirmed'],
    description: '`claimed` until the backend has proven by a success that it owns the resource.',
  })
  readonly state: 'claimed' | 'confirmed';

  @ApiProperty({
    enum: ['claim', 'create', 'learn', 'locate', 'operator'],
    description: 'What made it what it is: a claim, a creation, another success, a search, an operator.',
  })
  readonly how: string;

  @ApiProperty({ type: 'integer', description: 'Seconds since it was claimed.' })
  readonly age: number;

  @ApiProperty({ type: 'integer', description: 'Seconds since a request last named it.' })
  readonly idle: number;
}
