import { ApiProperty } from '@nestjs/swagger';
import { SessionStatus } from './session-status.dto';

/** Some sticky sessions, and where the next page begins. */
export class SessionPage {
  @ApiProperty({ type: () => [SessionStatus] })
  readonly sessions: SessionStatus[];

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What to send as `after` for the next page; null on the last one.',
  })
  readonly next: string | null;
}
