import { RawBackend } from '../support/raw-backend';
import { type RawConnection } from '../support/raw-connection';
import { aGateway } from '../support/test-gateway';
import { aWebSocket, HANDSHAKE, SWITCH } from '../support/web-socket';

/** Close frames with the code 1001: as a server sends it, and the payload that a client has masked. */
const GOING_AWAY = '\x88\x02\x03\xe9';
const MASKED_CLOSE = /^\x88\x82([^]{4})([^]{2})$/;

function unmasked(frame: string): number {
  const [, mask, payload] = MASKED_CLOSE.exec(frame)!;
  const byte = (at: number) => payload.charCodeAt(at) ^ mask.charCodeAt(at);
  return byte(0) * 256 + byte(1);
}

/** Both ends close their connection as soon as the other has. */
async function untilGone(...ends: RawConnection[]): Promise<void> {
  await Promise.all(ends.map((end) => end.untilEnded()));
  for (const end of ends) end.end();
  await Promise.all(ends.map((end) => end.untilClosed()));
}

describe('a WebSocket while the gateway stops', () => {
  it('is told 1001 on both sides and closed, and nothing had to be cut off', async () => {
    const { gateway, client, backend } = await aWebSocket();
    const stopped = gateway.application.stop();
    expect(await client.untilEnded()).toBe(GOING_AWAY);
    expect(unmasked(await backend.untilEnded())).toBe(1001);
    await untilGone(client, backend);
    expect(await stopped).toBe(true);
  });

  it('passes on what was said before', async () => {
    const { gateway, client, backend } = await aWebSocket();
    client.write('\x81\x82\0\0\0\0hi');
    backend.write('\x81\x02yo');
    await Promise.all([client.until('yo'), backend.until('hi')]);
    const stopped = gateway.application.stop();
    expect(await client.untilEnded()).toBe(`\x81\x02yo${GOING_AWAY}`);
    await untilGone(client, backend);
    expect(await stopped).toBe(true);
  });

  it('is not interrupted in the middle of a frame: the end of it comes first, and nothing behind it', async () => {
    const { gateway, client, backend } = await aWebSocket();
    backend.write('\x81\x06half');
    await client.until('half');
    const stopped = gateway.application.stop();
    expect(unmasked(await backend.bytes(8))).toBe(1001);
    backend.write('OK\x81\x04more');
    expect(await client.untilEnded()).toBe(`\x81\x06halfOK${GOING_AWAY}`);
    await untilGone(client, backend);
    expect(await stopped).toBe(true);
  });

  it('is not interrupted in what the client says, either', async () => {
    const { gateway, client, backend } = await aWebSocket();
    client.write('\x82\xfe\x01\x00');
    await backend.until('\x01\x00');
    const stopped = gateway.application.stop();
    expect(await client.bytes(4)).toBe(GOING_AWAY);
    client.write('\0'.repeat(260));
    const received = await backend.untilEnded();
    expect(received.slice(0, 264)).toBe(`\x82\xfe\x01\x00${'\0'.repeat(260)}`);
    expect(unmasked(received.slice(264))).toBe(1001);
    await untilGone(client, backend);
    expect(await stopped).toBe(true);
  });

  it('hears no second last word when the backend has said one', async () => {
    const { gateway, client, backend } = await aWebSocket();
    backend.write('\x88\x02\x03\xe8');
    await client.until('\xe8');
    const stopped = gateway.application.stop();
    expect(await client.untilEnded()).toBe('\x88\x02\x03\xe8');
    await untilGone(client, backend);
    expect(await stopped).toBe(true);
  });

  it('is closed without a word when it does not speak in frames', async () => {
    const { gateway, client, backend } = await aWebSocket();
    backend.write('hello');
    await client.until('hello');
    const stopped = gateway.application.stop();
    expect(await client.untilEnded()).toBe('hello');
    await untilGone(client, backend);
    expect(await stopped).toBe(true);
  });

  it('is cut off at the time limit when a frame never comes to its end', async () => {
    const { gateway, client, backend } = await aWebSocket({ listen: { timeouts: { shutdown: '100ms' } } });
    backend.write('\x81\x06half');
    await client.until('half');
    const stopped = gateway.application.stop();
    expect(await client.untilEnded()).toBe('\x81\x06half');
    expect(await stopped).toBe(false);
  });

  it('is gone soon although neither side closes its connection', async () => {
    const { gateway, client, backend } = await aWebSocket();
    const stopped = gateway.application.stop();
    await Promise.all([client.untilEnded(), backend.untilEnded()]);
    expect(await stopped).toBe(true);
  });

  it('is told at once when it is opened only then', async () => {
    let taken = (_: RawConnection) => {};
    const asked = new Promise<RawConnection>((resolve) => (taken = resolve));
    const raw = new RawBackend('a', async (connection) => {
      await connection.head();
      taken(connection);
    });
    const gateway = await aGateway({ backends: [raw] });
    const client = await gateway.connect();
    client.write(HANDSHAKE);
    const backend = await asked;
    const stopped = gateway.application.stop();
    backend.write(SWITCH);
    await client.head();
    expect(await client.untilEnded()).toBe(GOING_AWAY);
    await untilGone(client, backend);
    expect(await stopped).toBe(true);
  });
});
