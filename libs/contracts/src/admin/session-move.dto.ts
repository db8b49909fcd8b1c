import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import { type Source } from '../reading';

/** Which backend an operator gives a resource to. */
export class SessionMove {
  @MaxLength(128)
  @IsString()
  @ApiProperty({ type: String, description: 'Id of the new owner.', example: '127.0.0.1:8001' })
  readonly backend: string;

  constructor(source: Source) {
    this.backend = source.backend as string;
  }
}
