import { once } from 'node:events';
import { copyFileSync, readFileSync } from 'node:fs';
import { connect, type PeerCertificate, type TLSSocket } from 'node:tls';
import { LOOK_MS } from '../../apps/gateway/src/platform/files/watched-files';
import { Clock } from '../../apps/gateway/src/platform/clock';
import { closedAfterTest } from '../support/closing';
import { configOf } from '../config/config-of';
import { rawRequest } from '../support/raw-request';
import { type Certificates, pemOf } from '../upstream/support/certificates';
import { anAuthority, aSecureGateway, type SecureGateway } from './support';

/** The certificate that is shown to a client who asks for this name. */
async function shown({ gateway, ca }: SecureGateway, servername?: string, options = {}): Promise<string> {
  const asked = {
    port: gateway.port,
    host: '127.0.0.1',
    ca,
    servername,
    checkServerIdentity: () => undefined,
  };
  const socket: TLSSocket = connect({ ...asked, ...options });
  closedAfterTest({ close: () => socket.destroy() });
  socket.on('error', () => undefined);
  await once(socket, 'secureConnect');
  const { subject } = socket.getPeerCertificate() as PeerCertificate & { subject: { CN: string } };
  socket.destroy();
  return subject.CN;
}

function client(authority: Certificates, name = 'alice') {
  return pemOf(authority.sign(name));
}

describe('certificates of the listener', () => {
  it('are chosen by the name that a client asks for, the first for all others', async () => {
    const authority = anAuthority();
    const certificates = [
      authority.sign('shop', 'DNS:shop.example', 'DNS:*.shop.example'),
      authority.sign('blog', 'DNS:blog.example'),
    ];
    const secure = await aSecureGateway({ backends: ['a'] }, { certificates }, authority);
    expect(await shown(secure, 'shop.example')).toBe('shop');
    expect(await shown(secure, 'eu.shop.example')).toBe('shop');
    expect(await shown(secure, 'BLOG.example')).toBe('blog');
    expect(await shown(secure, 'other.example')).toBe('localhost');
    expect(await shown(secure)).toBe('localhost');
  });

  it('are replaced when their files are, for clients with and without a name', async () => {
    const authority = anAuthority();
    const present = authority.sign('present', 'DNS:localhost');
    const next = authority.sign('next', 'DNS:localhost');
    const secure = await aSecureGateway({ backends: ['a'] }, present, authority);
    expect(await shown(secure, 'localhost')).toBe('present');
    copyFileSync(next.key, present.key);
    copyFileSync(next.cert, present.cert);
    while ((await shown(secure, 'localhost')) !== 'next') await aLook(secure);
    expect(await shown(secure)).toBe('next');
  });

  it('stay when the new files do not fit each other', async () => {
    const authority = anAuthority();
    const present = authority.sign('present', 'DNS:localhost');
    const secure = await aSecureGateway({ backends: ['a'] }, present, authority);
    copyFileSync(authority.sign('other').key, present.key);
    await aLook(secure);
    await aLook(secure);
    expect(await shown(secure)).toBe('present');
  });

  it('are never shown for a version of TLS that is too old', async () => {
    const secure = await aSecureGateway({ backends: ['a'] }, { minVersion: 'TLSv1.3' });
    await expect(shown(secure, 'localhost', { maxVersion: 'TLSv1.2' })).rejects.toThrow();
    expect(await shown(secure, 'localhost', { minVersion: 'TLSv1.3' })).toBe('localhost');
  });

  it('must be there, and fit', () => {
    expect(() => configOf({ listen: { tls: { cert: 'absent.pem', key: 'absent.key' } } })).toThrow(
      /listen\.tls\.cert: found "absent\.pem", which cannot be read/,
    );
  });
});

describe('certificates of clients', () => {
  it('are asked for in the handshake, and tell the backend who it is', async () => {
    const authority = anAuthority();
    const wishes = {
      backends: ['a'],
      routes: [{ path: '/', pool: 'main', auth: { certificate: {} } }],
      affinity: {},
    };
    const tls = { clientCertificates: { ca: authority.ca, required: false } };
    const secure = await aSecureGateway(wishes, tls, authority);
    expect((await secure.fetch('/', client(authority))).status).toBe(200);
    const [{ headers }] = secure.gateway.backend('a').requests;
    expect(headers).toMatchObject({ 'x-auth-kind': 'certificate', 'x-auth-name': 'alice' });
    expect((await secure.fetch('/')).status).toBe(401);
    expect((await secure.fetch('/', client(anAuthority()))).status).toBe(401);
  });

  it('may be of some names only', async () => {
    const authority = anAuthority();
    const routes = [{ path: '/', pool: 'main', auth: { certificate: { names: ['alice'] } } }];
    const tls = { clientCertificates: { ca: authority.ca, required: false } };
    const secure = await aSecureGateway({ backends: ['a'], routes, affinity: {} }, tls, authority);
    expect((await secure.fetch('/', client(authority, 'alice'))).status).toBe(200);
    expect((await secure.fetch('/', client(authority, 'bob'))).status).toBe(401);
  });

  it('are needed for any request where they are required', async () => {
    const authority = anAuthority();
    const secure = await aSecureGateway(
      { backends: ['a'] },
      { clientCertificates: { ca: authority.ca } },
      authority,
    );
    expect((await secure.fetch('/', client(authority))).status).toBe(200);
    await expect(secure.fetch('/')).rejects.toThrow();
    await expect(secure.fetch('/', client(anAuthority()))).rejects.toThrow();
  });
});

describe('the encrypted listener', () => {
  it('tells browsers to come by https, when told to', async () => {
    const secure = await aSecureGateway({ backends: ['a'] }, { hsts: '1d' });
    expect((await secure.fetch('/')).headers['strict-transport-security']).toBe('max-age=86400');
    await secure.gateway.kill('a');
    expect((await secure.fetch('/')).headers['strict-transport-security']).toBe('max-age=86400');
  });

  it('sends clients without encryption there', async () => {
    const secure = await aSecureGateway({ backends: ['a'] }, { httpRedirectPort: 0 });
    const { redirectPort, port } = secure.gateway.application;
    const ask = (head: string) => rawRequest(redirectPort!, `${head}\r\nConnection: close\r\n\r\n`);
    expect(await ask('GET /items?a=b HTTP/1.1\r\nHost: shop.example:8080')).toContain(
      `308 Permanent Redirect\r\nLocation: https://shop.example:${port}/items?a=b\r\n`,
    );
    expect(await ask('GET / HTTP/1.1\r\nHost: evil.example/path')).toContain('HTTP/1.1 400 ');
    expect(await ask('GET http://evil.example/ HTTP/1.1\r\nHost: shop.example')).toContain('HTTP/1.1 400 ');
    expect(await ask('GET / HTTP/1.1')).toContain('HTTP/1.1 400 ');
  });

  it('outlives clients who speak in the clear, or nonsense', async () => {
    const secure = await aSecureGateway({ backends: ['a'] });
    for (const bytes of ['GET / HTTP/1.1\r\nHost: a\r\n\r\n', '\x16\x03\x01\xff\xff', '\0'.repeat(1000)]) {
      await rawRequest(secure.gateway.port, bytes);
    }
    expect((await secure.fetch('/')).status).toBe(200);
  });

  it('carries WebSockets', async () => {
    const secure = await aSecureGateway({ backends: ['a'] });
    secure.gateway.backend('a').server.on('upgrade', (_request, socket) => {
      socket.end(
        'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhello',
      );
    });
    const socket = connect({
      port: secure.gateway.port,
      host: '127.0.0.1',
      ca: readFileSync(secure.authority.ca),
      servername: 'localhost',
    });
    closedAfterTest({ close: () => socket.destroy() });
    socket.write(
      'GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: k\r\nSec-WebSocket-Version: 13\r\n\r\n',
    );
    let text = '';
    for await (const piece of socket) text += String(piece);
    expect(text).toMatch(/^HTTP\/1\.1 101 [^]*\r\n\r\nhello$/);
  });
});

function aLook({ gateway }: SecureGateway): Promise<void> {
  return new Promise((resolve) => void gateway.application.app.get(Clock).after(LOOK_MS + 100, resolve));
}

describe('the metrics of the listener', () => {
  it('tell for each certificate in how many seconds it expires', async () => {
    const authority = anAuthority();
    const other = authority.signFor(10, 'shop', ['DNS:shop.example']);
    const secure = await aSecureGateway({ backends: ['a'] }, { certificates: [other] }, authority);
    const { text } = await secure.gateway.admin('/metrics');
    const lines = [...text.matchAll(/^load_distributer_certificate_expiry_seconds\{file="(.*)"\} (\d+)$/gm)];
    expect(lines.map(([, file]) => file)).toEqual([expect.stringContaining('localhost'), other.cert]);
    const days = Number(lines[1][2]) / 86_400;
    expect(days).toBeGreaterThan(8);
    expect(days).toBeLessThanOrEqual(10);
  });
});
