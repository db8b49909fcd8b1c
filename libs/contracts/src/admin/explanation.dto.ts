import { ApiProperty } from '@nestjs/swagger';
import { ExplainedCandidate } from './explained-candidate.dto';
import { ExplainedChoice } from './explained-choice.dto';
import { ExplainedOwner } from './explained-owner.dto';
import { ExplainedRefusal } from './explained-refusal.dto';
import { ExplainedStep } from './explained-step.dto';

/** The result of a dry run, and its reasons; no request was sent, and no turn was used. */
export class Explanation {
  @ApiProperty({
    enum: ['forwarded', 'answered', 'refused'],
    description:
      'How the request ends: sent to a backend, handled by the route itself, or rejected by the gateway.',
  })
  readonly outcome: 'forwarded' | 'answered' | 'refused';

  @ApiProperty({ type: String, nullable: true, description: 'Name of the route.' })
  readonly route: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Pool of the route.' })
  readonly pool: string | null;

  @ApiProperty({
    type: () => ExplainedOwner,
    nullable: true,
    description: 'Null if the request names no resource.',
  })
  readonly owner: ExplainedOwner | null;

  @ApiProperty({ type: () => [ExplainedCandidate] })
  readonly candidates: ExplainedCandidate[];

  @ApiProperty({ type: () => ExplainedChoice, nullable: true })
  readonly choice: ExplainedChoice | null;

  @ApiProperty({ type: () => ExplainedRefusal, nullable: true })
  readonly refusal: ExplainedRefusal | null;

  @ApiProperty({ type: () => [ExplainedStep], description: 'Result of each stage, in order.' })
  readonly steps: ExplainedStep[];
}
