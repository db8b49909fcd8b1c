import { ApiProperty } from '@nestjs/swagger';
import { ExplainedCandidate } from './explained-candidate.dto';
import { ExplainedChoice } from './explained-choice.dto';
import { ExplainedOwner } from './explained-owner.dto';
import { ExplainedRefusal } from './explained-refusal.dto';
import { ExplainedStep } from './explained-step.dto';

/** What would become of a request now, and why; nothing was sent, and nobody's turn was taken. */
export class Explanation {
  @ApiProperty({
    enum: ['forwarded', 'answered', 'refused'],
    description: 'Sent to a backend, answered as its route says without one, or refused by the gateway.',
  })
  readonly outcome: 'forwarded' | 'answered' | 'refused';

  @ApiProperty({ type: String, nullable: true, description: 'The name of its route.' })
  readonly route: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'The pool that its route leads to.' })
  readonly pool: string | null;

  @ApiProperty({ type: () => ExplainedOwner, nullable: true, description: 'Null when it names no resource.' })
  readonly owner: ExplainedOwner | null;

  @ApiProperty({ type: () => [ExplainedCandidate] })
  readonly candidates: ExplainedCandidate[];

  @ApiProperty({ type: () => ExplainedChoice, nullable: true })
  readonly choice: ExplainedChoice | null;

  @ApiProperty({ type: () => ExplainedRefusal, nullable: true })
  readonly refusal: ExplainedRefusal | null;

  @ApiProperty({ type: () => [ExplainedStep], description: 'What each stage finds out, in order.' })
  readonly steps: ExplainedStep[];
}
