import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** Which requests go where. */
export class RouteStatus {
  @ApiProperty({ type: String, example: '/items' })
  readonly name: string;

  @ApiProperty({ type: String, nullable: true, description: 'Null for any host.' })
  readonly host: string | null;

  @ApiProperty({
    type: String,
    description: 'The beginning of the path, on segment borders.',
    example: '/items',
  })
  readonly path: string;

  @ApiProperty({ type: [String], nullable: true, description: 'Null for any method.' })
  readonly methods: readonly string[] | null;

  @ApiProperty({ type: [String], description: 'Names of the headers that a request must have.' })
  readonly headers: readonly string[];

  @ApiProperty({ type: String, nullable: true, description: 'The pool that serves it.', example: 'main' })
  readonly pool: string | null;

  @ApiProperty({ type: [String], description: 'The affinity rules that are asked, in this order.' })
  readonly affinity: readonly string[];

  @ApiPropertyOptional({
    type: 'integer',
    description: 'The status that the gateway answers itself, where no pool serves it.',
    example: 308,
  })
  readonly answers?: number;
}
