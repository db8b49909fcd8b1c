import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import { type Source, wholeNumber } from '../reading';

const USUAL = 50;
const MOST = 500;

/** How much of the past a stream of events begins with. */
export class EventQuery {
  @Max(MOST)
  @Min(0)
  @IsInt()
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: MOST,
    default: USUAL,
    description: 'Number of past events to send first. With `Last-Event-ID`, the events after that one.',
  })
  readonly recent: number;

  constructor(source: Source) {
    this.recent = wholeNumber(source.recent ?? String(USUAL)) as number;
  }
}
