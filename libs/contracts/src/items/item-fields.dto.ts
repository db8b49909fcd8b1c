import { ApiProperty } from '@nestjs/swagger';
import { IsNumber, IsString, Matches, MaxLength } from 'class-validator';
import { decimalNumber, type Source } from '../reading';

const LONGEST_NAME = 1000;

/** The body of a create or an update of an item; other fields are ignored. */
export class ItemFields {
  // A NUL or half a surrogate pair cannot be stored by every database, so none is let in.
  @Matches(/^[^\0\p{Cs}]*$/u, { message: 'name must be well-formed Unicode without NUL' })
  @MaxLength(LONGEST_NAME)
  @IsString()
  @ApiProperty({ type: String, maxLength: LONGEST_NAME, example: 'Item1' })
  readonly name: string;

  @IsNumber({ allowNaN: false, allowInfinity: false }, { message: 'price must be a finite number' })
  @ApiProperty({
    type: Number,
    description: 'A text that is a decimal number is converted to a number.',
    example: 10,
  })
  readonly price: number;

  constructor(source: Source) {
    this.name = source.name as string;
    this.price = decimalNumber(source.price) as number;
  }
}
