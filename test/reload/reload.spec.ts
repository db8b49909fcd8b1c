import { unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAnswer, responseTo } from '../support/http-client';
import { aGatewayFrom, listed, stubs } from './support/file-gateway';

const OPEN = { pools: { main: { backends: [] } } };

describe('a reload', () => {
  it('puts the new file in force', async () => {
    const [a, b] = await stubs('a', 'b');
    const gateway = await aGatewayFrom({ pools: { main: { backends: listed(a) } } });
    gateway.write({ pools: { main: { backends: listed(b) } } });
    const report = await gateway.reload();
    expect([report.status, JSON.parse(report.text)]).toEqual([
      200,
      { source: gateway.file, needsRestart: [] },
    ]);
    expect((await gateway.fetch('/')).text).toBe('b');
  });

  it('tells every mistake in a bad file, and changes nothing', async () => {
    const [a] = await stubs('a');
    const gateway = await aGatewayFrom({ pools: { main: { backends: listed(a) } } });
    gateway.write('listen: { prot: 1 }\npools: { main: { balance: first, backends: [nowhere] } }\n');
    const report = await gateway.reload();
    expect([report.status, report.headers['content-type']]).toEqual([422, 'application/problem+json']);
    const problem = JSON.parse(report.text);
    expect(problem).toMatchObject({ status: 422, code: 'invalid_configuration' });
    expect(problem.errors).toMatchObject([
      { line: 1, path: 'listen.prot', suggestion: 'port' },
      { line: 2, path: 'pools.main.backends[0]' },
    ]);
    expect((await gateway.fetch('/')).text).toBe('a');
  });

  it('takes a file that is gone for a mistake, not for a wish for the defaults', async () => {
    const gateway = await aGatewayFrom(OPEN);
    unlinkSync(gateway.file);
    const report = await gateway.reload();
    expect(report.status).toBe(422);
    expect(report.text).toContain('which does not exist');
  });

  it('refuses certificates of no use before it changes anything', async () => {
    const [a, b] = await stubs('a', 'b');
    const gateway = await aGatewayFrom({ pools: { main: { backends: listed(a) } } });
    const ca = join(gateway.file, '../ca.pem');
    writeFileSync(ca, 'no certificate at all');
    gateway.write({ pools: { main: { backends: listed(b) }, other: { backends: [], tls: { ca } } } });
    const report = await gateway.reload();
    expect(report.status).toBe(422);
    expect(JSON.parse(report.text).errors).toMatchObject([
      { path: 'pools.other.tls.ca', found: `"${ca}", which contains no certificate` },
    ]);
    expect((await gateway.fetch('/')).text).toBe('a');
  });

  it('names what needs a restart, keeps that as it is, and applies all else', async () => {
    const [a, b] = await stubs('a', 'b');
    const gateway = await aGatewayFrom({ pools: { main: { backends: listed(a) } } });
    gateway.write({
      listen: { port: 1, limits: { headerBytes: '32KiB', urlBytes: '64B' } },
      admin: { host: '127.0.0.2' },
      pools: { main: { backends: listed(b) } },
    });
    const report = await gateway.reload();
    const needsRestart = ['listen.port', 'listen.limits.headerBytes', 'admin.host'];
    expect(JSON.parse(report.text)).toMatchObject({ needsRestart });
    expect((await gateway.fetch('/')).text).toBe('b');
    expect((await gateway.fetch(`/${'x'.repeat(64)}`)).status).toBe(414);
    expect(JSON.parse((await gateway.reload()).text)).toMatchObject({ needsRestart });
  });

  it('changes the limits of the running listener', async () => {
    const gateway = await aGatewayFrom(OPEN);
    gateway.write({
      ...OPEN,
      listen: { timeouts: { keepAlive: '7s', headers: '3s' }, limits: { connections: 77 } },
    });
    await gateway.reload();
    const { keepAliveTimeout, headersTimeout, maxConnections } = gateway.application.app.getHttpServer();
    expect([keepAliveTimeout, headersTimeout, maxConnections]).toEqual([7000, 3000, 77]);
  });

  it('lets a backend that goes finish what it has in flight, and closes its connection then', async () => {
    const [a, b] = await stubs('a', 'b');
    const gateway = await aGatewayFrom({ pools: { main: { backends: listed(a) } } });
    const outgoing = gateway.client.open('/slow');
    const arrived = a.nextRequest();
    a.fallSilent();
    outgoing.end();
    const { received, response } = await arrived;
    gateway.write({ pools: { main: { backends: listed(b) } } });
    await gateway.reload();
    expect((await gateway.fetch('/')).text).toBe('b');
    const closed = new Promise((resolve) => received.message.socket.once('close', resolve));
    response.end('the end');
    expect((await readAnswer(await responseTo(outgoing))).text).toBe('the end');
    await closed;
  });

  it('closes the idle connections of a backend that goes', async () => {
    const [a, b] = await stubs('a', 'b');
    const gateway = await aGatewayFrom({ pools: { main: { backends: listed(a) } } });
    await gateway.fetch('/');
    const { socket } = a.requests[0].message;
    const closed = new Promise((resolve) => socket.once('close', resolve));
    gateway.write({ pools: { main: { backends: listed(b) } } });
    await gateway.reload();
    await closed;
  });

  it('keeps the turns of a pool whose backends stay', async () => {
    const backends = listed(...(await stubs('a', 'b', 'c')));
    const gateway = await aGatewayFrom({ pools: { main: { backends } } });
    const names = [(await gateway.fetch('/')).text];
    gateway.write({ pools: { main: { backends, timeouts: { response: '9s' } } } });
    await gateway.reload();
    names.push((await gateway.fetch('/')).text, (await gateway.fetch('/')).text);
    expect(names).toEqual(['a', 'b', 'c']);
  });

  it('goes on with the turns when backends come and go, and touches those of no other pool', async () => {
    const [a, b, c, x, y] = await stubs('a', 'b', 'c', 'x', 'y');
    const routes = [
      { path: '/', pool: 'main' },
      { path: '/other', pool: 'other' },
    ];
    const other = { backends: listed(x, y) };
    const gateway = await aGatewayFrom({ pools: { main: { backends: listed(a, b) }, other }, routes });
    const turns = async (): Promise<string[]> => [
      (await gateway.fetch('/')).text,
      (await gateway.fetch('/other')).text,
    ];
    expect(await turns()).toEqual(['a', 'x']);
    gateway.write({ pools: { main: { backends: listed(c, a, b) }, other }, routes });
    await gateway.reload();
    expect(await turns()).toEqual(['b', 'y']);
    gateway.write({ pools: { main: { backends: listed(c, b) }, other }, routes });
    await gateway.reload();
    expect(await turns()).toEqual(['c', 'x']);
  });

  it('reads the file as often as needed, not as often as asked: the last word counts', async () => {
    const [a, b] = await stubs('a', 'b');
    const gateway = await aGatewayFrom({ pools: { main: { backends: listed(a) } } });
    const { application } = gateway;
    const reports = [application.reload('one')];
    gateway.write({ pools: { main: { backends: listed(b) } } });
    reports.push(...['two', 'three', 'four'].map((asker) => application.reload(asker)));
    expect(new Set(reports).size).toBeLessThanOrEqual(2);
    expect((await Promise.all(reports)).map(({ outcome }) => outcome)).toEqual(Array(4).fill('applied'));
    expect((await gateway.fetch('/')).text).toBe('b');
  });
});
