import { ApiProperty } from '@nestjs/swagger';
import { SessionStatus } from './session-status.dto';

/** Some sticky sessions, and where the next page begins. */
export class SessionPage {
  @ApiProperty({ type: () => [SessionStatus] })
  readonly sessions: SessionStatus[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Value of `after` for the next page. Null on the last page.',
  })
  readonly next: string | null;
}
