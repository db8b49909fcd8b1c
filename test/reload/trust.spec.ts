import { type Server } from 'node:http';
import { aGatewayFrom, listed, stubs } from './support/file-gateway';

const SAID = { headers: { 'x-forwarded-for': '203.0.113.7' } };

describe('a reload of the trusted proxies', () => {
  it.each([
    ['no longer believes one that was taken off the list', ['127.0.0.1'], [], '127.0.0.1'],
    ['believes one that was added', [], ['127.0.0.1'], '203.0.113.7, 127.0.0.1'],
  ])('%s, on a connection that is open', async (_, before, after, told) => {
    const [a] = await stubs('a');
    const sections = { pools: { main: { backends: listed(a) } } };
    const gateway = await aGatewayFrom({ ...sections, listen: { trustedProxies: before } });
    await gateway.fetch('/', SAID);
    gateway.write({ ...sections, listen: { trustedProxies: after } });
    await gateway.reload();
    await gateway.fetch('/', SAID);
    const [first, second] = a.requests.map(({ message }) => message);
    expect(first.headers['x-forwarded-for']).not.toBe(told);
    expect(second.headers['x-forwarded-for']).toBe(told);
  });

  it('goes on with the connections that are open', async () => {
    const [a] = await stubs('a');
    const sections = { pools: { main: { backends: listed(a) } } };
    const gateway = await aGatewayFrom(sections);
    let opened = 0;
    const listener = gateway.application.app.getHttpServer() as Server;
    const countOpened = (): void => void opened++;
    listener.on('connection', countOpened);
    await gateway.fetch('/');
    gateway.write({ ...sections, listen: { trustedProxies: ['127.0.0.1'] } });
    await gateway.reload();
    await gateway.fetch('/');
    listener.off('connection', countOpened);
    expect(opened).toBe(1);
  });
});
