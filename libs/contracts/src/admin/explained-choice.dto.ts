import { ApiProperty } from '@nestjs/swagger';

/** Where a request would go. */
export class ExplainedChoice {
  @ApiProperty({ type: String })
  readonly pool: string;

  @ApiProperty({ type: String, nullable: true, description: 'Null if the backend is selected at random.' })
  readonly backend: string | null;

  @ApiProperty({ type: [String], description: 'All backends that may be selected.' })
  readonly among: string[];

  @ApiProperty({ type: String, description: 'As in the access log: `owner`, `claimed`, `miss`, …' })
  readonly reason: string;
}
