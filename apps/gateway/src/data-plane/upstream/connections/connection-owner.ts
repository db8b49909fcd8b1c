import { type Deadlines } from '../../../platform/deadlines';
import { type ConnectionSettings } from './connection-settings';
import { type Dialer } from './dialer';
import { type TlsSessions } from './tls-sessions';

/** Where a connection belongs, and returns to. */
export interface ConnectionOwner<Connection> {
  readonly settings: ConnectionSettings;
  readonly dialer: Dialer;
  readonly deadlines: Deadlines;
  readonly tlsSessions: TlsSessions;
  /** It has carried its answer and can carry another. */
  released(connection: Connection): void;
  /** Its client does not keep up with the answer, or does again. */
  stalls(connection: Connection, isStalled: boolean): void;
  /** It is gone. */
  closed(connection: Connection): void;
}
