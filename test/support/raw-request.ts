import { closedAfterTest } from './closing';
import { RawConnection } from './raw-connection';

/**
 * Sends bytes and resolves with all bytes until the other side closed the connection. A request needs
 * `Connection: close` for that; otherwise, use `rawConnection`.
 */
export async function rawRequest(port: number, bytes: string | Buffer): Promise<string> {
  const connection = await rawConnection(port);
  connection.write(bytes);
  const answer = await connection.untilEnded();
  connection.close();
  return answer;
}

/** A connection that stays open until it is closed, by the end of the test at the latest. */
export async function rawConnection(port: number): Promise<RawConnection> {
  return closedAfterTest(await RawConnection.to(port));
}
