import { RunningExample } from './support/running-example';

const ask = (example: RunningExample, session: string) =>
  example.fetch('/v1/chat', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'content-length': 17 + session.length },
    body: JSON.stringify({ session_id: session }),
  });

describe('examples/chat-sessions.yaml', () => {
  it('goes on with a conversation where it was begun, by header or by body', async () => {
    const example = await RunningExample.start('chat-sessions.yaml');
    for (const session of ['s1', 's2', 's3']) {
      const { text: owner } = await ask(example, session);
      for (let times = 0; times < 3; times++) expect((await ask(example, session)).text).toBe(owner);
      const headers = { 'x-session-id': session };
      expect((await example.fetch('/v1/chat', { method: 'POST', headers })).text).toBe(owner);
    }
  });

  it('goes on elsewhere when that server is gone', async () => {
    const example = await RunningExample.start('chat-sessions.yaml');
    const { text: owner } = await ask(example, 's1');
    await example.backend(Number(owner)).stop();
    const { status, text } = await ask(example, 's1');
    expect([status, text === owner]).toEqual([200, false]);
    expect((await ask(example, 's1')).text).toBe(text);
  });
});
