import { once } from 'node:events';
import { responseTo } from '../support/http-client';
import { aGateway } from '../support/test-gateway';

describe('a client that leaves', () => {
  it('cancels its request while the backend still thinks', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    gateway.backend('a').fallSilent();
    const arrived = gateway.backend('a').nextRequest();
    const leaving = gateway.open('/');
    leaving.end();
    const { response } = await arrived;
    leaving.destroy();
    await once(response, 'close');
    expect(response.writableFinished).toBe(false);
  });

  it('cancels its request in the middle of the response', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    gateway.backend('a').fallSilent();
    const arrived = gateway.backend('a').nextRequest();
    const leaving = gateway.open('/');
    leaving.end();
    const { response } = await arrived;
    response.write('half of it');
    const answer = await responseTo(leaving);
    await once(answer, 'data');
    leaving.destroy();
    await once(response, 'close');
    expect(response.writableFinished).toBe(false);
  });

  it('cancels its request in the middle of its upload, which then has no end', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    gateway.backend('a').fallSilent();
    const arrived = gateway.backend('a').nextRequest();
    const leaving = gateway.open('/', { method: 'POST' });
    leaving.write('half of it');
    const { received } = await arrived;
    await once(received.message, 'data');
    leaving.destroy();
    // An upload that is cut off is an error, too, for which `once` would reject.
    await new Promise((resolve) => received.message.once('close', resolve));
    expect(received.message.complete).toBe(false);
  });

  it('gives its place in the queue for a connection to the next', async () => {
    const gateway = await aGateway({ backends: ['a'], pool: { connections: { max: 1 } } });
    gateway.backend('a').fallSilent();
    const arrived = gateway.backend('a').nextRequest();
    const first = gateway.fetch('/first');
    const { response } = await arrived;
    const leaving = await gateway.connect();
    leaving.write('GET /left HTTP/1.1\r\nHost: h\r\n\r\n');
    const pool = gateway.state('a');
    while (pool.inFlight < 2) await gateway.catchUp();
    leaving.close();
    while (pool.inFlight > 1) await gateway.catchUp();
    gateway.backend('a').answerAsUsual();
    const last = gateway.fetch('/last');
    response.end('a');
    await Promise.all([first, last]);
    expect(gateway.backend('a').requests.map(({ target }) => target)).toEqual(['/first', '/last']);
  });

  it('is not followed by another attempt', async () => {
    const gateway = await aGateway({ backends: ['a', 'b'] });
    gateway.backend('a').fallSilent();
    const arrived = gateway.backend('a').nextRequest();
    const leaving = gateway.open('/');
    leaving.end();
    const { response } = await arrived;
    leaving.destroy();
    await once(response, 'close');
    await gateway.fetch('/', { method: 'POST' });
    expect(gateway.backend('b').requests.map(({ method }) => method)).toEqual(['POST']);
  });

  it('is never held against the backend', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    gateway.backend('a').fallSilent();
    const arrived = gateway.backend('a').nextRequest();
    const leaving = gateway.open('/');
    leaving.end();
    const { response } = await arrived;
    leaving.destroy();
    await once(response, 'close');
    expect(gateway.state('a')).toMatchObject({ failures: 0, inFlight: 0 });
  });
});
