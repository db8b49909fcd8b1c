import { Http2Frames } from '../exchanges/support/http2-frames';
import { openSecure } from '../exchanges/support/visitor';
import { END_HEADERS, END_STREAM, FRAME, frame, request } from './http2-wire';
import { aSecureGateway } from './support';

describe('a client by HTTP/2 that opens no window', () => {
  it.each(['/content', '/empty', '/own', '/refused'])(
    'has the stream of its answer reset after the time limit: %s',
    async (path) => {
      const secure = await aSecureGateway({
        backends: ['a'],
        listen: { timeouts: { bodyIdle: '100ms' } },
        routes: [
          { path: '/own', respond: { status: 200, body: 'hello' } },
          { path: '/refused', pool: 'main', allow: ['192.0.2.1'] },
          { path: '/', pool: 'main' },
        ],
      });
      secure.gateway
        .backend('a')
        .answer((asked, response) => response.end(asked.url === '/empty' ? '' : 'content'));
      const frames = new Http2Frames(
        await openSecure({ clear: 0, secure: secure.gateway.port, ca: secure.ca }, 'h2'),
        false,
      );
      const answer = frames.begin(1);
      frames.write(frame(FRAME.headers, END_STREAM | END_HEADERS, 1, request(path)));
      await frames.until(() => answer.ended);
      expect([answer.begun, answer.wasReset]).toEqual([true, true]);
      frames.close();
    },
  );
});
