import { type Deadlines } from '../../../platform/deadlines';
import { type ConnectionSettings } from './connection-settings';
import { type Dialer } from './dialer';
import { type TlsSessions } from './tls-sessions';
import { type UpstreamConnection } from './upstream-connection';

/** Where a connection belongs, and returns to. */
export interface ConnectionOwner {
  readonly settings: ConnectionSettings;
  readonly dialer: Dialer;
  readonly deadlines: Deadlines;
  readonly tlsSessions: TlsSessions;
  /** It has carried its answer and can carry another. */
  released(connection: UpstreamConnection): void;
  /** Its client does not keep up with the answer, or does again. */
  stalls(connection: UpstreamConnection, isStalled: boolean): void;
  /** It is gone. */
  closed(connection: UpstreamConnection): void;
}
