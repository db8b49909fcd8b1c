import { type Taking } from '../../support/raw-backend';

/** An answer after which a connection can carry the next request. */
export const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

/** Answers every request with these bytes. */
export function answers(bytes: string): Taking {
  return async (connection) => {
    while (await connection.hasMore()) {
      await connection.head();
      connection.write(bytes);
    }
    connection.end();
  };
}
