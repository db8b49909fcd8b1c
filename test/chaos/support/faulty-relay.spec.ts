import { closedAfterTest } from '../../support/closing';
import { lastingPorts } from './lasting-ports';
import { RawBackend } from '../../support/raw-backend';
import { RawConnection } from '../../support/raw-connection';
import {
  type AnswerFault,
  garbled,
  halved,
  reset,
  resetInBody,
  resetInHead,
  unavailable,
} from './answer.faults';
import { FaultyRelay } from './faulty-relay';

const HEAD = 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n';
const ANSWER = `${HEAD}${'x'.repeat(1_000)}`;

/** A relay before a backend that answers each line with a whole answer. */
async function aRelay() {
  const backend = new RawBackend('a', async (connection) => {
    while (await connection.hasMore()) {
      await connection.take('\n');
      connection.write(ANSWER);
    }
    connection.end();
  });
  closedAfterTest({ close: () => backend.stop() });
  await backend.start();
  const [port] = await lastingPorts(1);
  return { port, relay: closedAfterTest(await FaultyRelay.before(Number(new URL(backend.url).port), port)) };
}

/** Asks once over this connection; what comes back until the answer is whole or the connection is gone. */
async function answerOver(connection: RawConnection): Promise<string> {
  connection.write('\n');
  return connection.bytes(ANSWER.length).catch(() => connection.received);
}

async function answerUnder(fault: AnswerFault) {
  const { relay, port } = await aRelay();
  relay.harm(fault);
  const connection = closedAfterTest(await RawConnection.to(port));
  connection.write('\n');
  return connection;
}

describe('a relay', () => {
  it('passes everything on, over the same connections', async () => {
    const { port } = await aRelay();
    const connection = closedAfterTest(await RawConnection.to(port));
    expect(await answerOver(connection)).toBe(ANSWER);
    expect(await answerOver(connection)).toBe(ANSWER);
  });

  it('ends its connections and refuses new ones, until it is healed', async () => {
    const { relay, port } = await aRelay();
    const connection = closedAfterTest(await RawConnection.to(port));
    await answerOver(connection);
    await relay.refuse();
    await connection.untilClosed();
    expect(connection.wasReset).toBe(true);
    await expect(RawConnection.to(port)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await relay.heal();
    expect(await answerOver(closedAfterTest(await RawConnection.to(port)))).toBe(ANSWER);
  });

  it('takes what it is sent and answers nothing, and everything once it is healed', async () => {
    const { relay, port } = await aRelay();
    const before = closedAfterTest(await RawConnection.to(port));
    await answerOver(before);
    relay.swallow();
    before.write('\n');
    const connection = closedAfterTest(await RawConnection.to(port));
    connection.write('\n');
    // A working relay would have responded long before.
    const { port: other } = await aRelay();
    await answerOver(closedAfterTest(await RawConnection.to(other)));
    expect(before.received + connection.received).toBe('');
    await relay.heal();
    expect(await before.bytes(ANSWER.length)).toBe(ANSWER);
    expect(await connection.bytes(ANSWER.length)).toBe(ANSWER);
  });

  it('answers nothing and a reset', async () => {
    const connection = await answerUnder(reset);
    expect(await connection.untilClosed()).toBe('');
    expect(connection.wasReset).toBe(true);
  });

  it.each([
    ['a part of the head', resetInHead, ANSWER.slice(0, 20)],
    ['a part of the body', resetInBody, ANSWER.slice(0, HEAD.length + 300)],
    ['a part of the body and a FIN', halved, ANSWER.slice(0, HEAD.length + 300)],
  ])('answers %s', async (_name, fault, received) => {
    const connection = await answerUnder(fault);
    // A reset may overtake what was sent before it.
    expect(received).toContain(await connection.untilEnded());
  });

  it.each([
    ['bytes that are not HTTP', garbled, 'not http at all'],
    ['503 of its own', unavailable, 'HTTP/1.1 503 Service Unavailable'],
  ])('answers %s', async (_name, fault, text) => {
    expect(await (await answerUnder(fault)).until(text)).not.toContain('200');
  });
});
