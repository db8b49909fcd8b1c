import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** Which requests go where. */
export class RouteStatus {
  @ApiProperty({ type: String, example: '/items' })
  readonly name: string;

  @ApiProperty({ type: String, nullable: true, description: 'Null for any host.' })
  readonly host: string | null;

  @ApiProperty({
    type: String,
    description: 'Path prefix, in whole segments.',
    example: '/items',
  })
  readonly path: string;

  @ApiProperty({ type: [String], nullable: true, description: 'Null for any method.' })
  readonly methods: readonly string[] | null;

  @ApiProperty({ type: [String], description: 'Names of the required headers.' })
  readonly headers: readonly string[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Pool that serves the requests.',
    example: 'main',
  })
  readonly pool: string | null;

  @ApiProperty({ type: [String], description: 'Affinity rules, in the order in which they apply.' })
  readonly affinity: readonly string[];

  @ApiPropertyOptional({
    type: 'integer',
    description: "Status of the route's own response. Null if a pool serves the route.",
    example: 308,
  })
  readonly answers?: number;
}
