import { RawBackend } from './raw-backend';
import { type RawConnection } from './raw-connection';
import { aGateway, type GatewayOptions, type TestGateway } from './test-gateway';

/** A request to open a WebSocket. */
export const HANDSHAKE =
  'GET /chat HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
  'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n';
/** The answer that opens it. */
export const SWITCH =
  'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
  'Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n';

/** A gateway with one WebSocket through it, and both ends of that. */
export interface WebSocketPair {
  readonly gateway: TestGateway;
  readonly client: RawConnection;
  readonly backend: RawConnection;
}

/** Opens a WebSocket through a gateway of its own. */
export async function aWebSocket(wishes: Omit<GatewayOptions, 'backends'> = {}): Promise<WebSocketPair> {
  let taken: RawConnection;
  const raw = new RawBackend('a', async (connection) => {
    taken = connection;
    await connection.head();
    connection.write(SWITCH);
  });
  const gateway = await aGateway({ ...wishes, backends: [raw] });
  const client = await gateway.connect();
  client.write(HANDSHAKE);
  await client.head();
  return { gateway, client, backend: taken! };
}
