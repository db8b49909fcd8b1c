import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { connect } from 'node:net';
import { type AddressInfo } from 'node:net';
import { Body, Controller, type DynamicModule, Get, Inject, Module, Param, Put } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import express from 'express';
import { Ownership, type OwnershipOptions } from '@app/ownership';
import { OwnershipModule } from '@app/ownership/nest';
import { closedAfterTest } from '../support/closing';
import { eventually } from '../support/eventually';
import { done, handOff, SECRET, send, state } from './support/messages';

const texts = new Map<string, unknown>();
const OPTIONS: OwnershipOptions = {
  secret: SECRET,
  key: ({ url }) => /\/things\/([^/?]+)/.exec(url!)?.[1],
  export: (key) => texts.get(key),
  import: (key, text) => texts.set(key, text),
  drop: (key) => texts.delete(key),
};

@Controller('things')
class ThingsController {
  constructor(@Inject(Ownership) private readonly ownership: Ownership) {}

  @Get(':key')
  read(@Param('key') key: string) {
    return { value: texts.get(key) ?? null, phase: this.ownership.phaseOf(key) };
  }

  @Put(':key')
  write(@Param('key') key: string, @Body() body: unknown) {
    texts.set(key, body);
    return {};
  }
}

@Module({ controllers: [ThingsController] })
class ThingsModule {
  static make(): DynamicModule {
    return { module: ThingsModule, imports: [OwnershipModule.forRoot(OPTIONS)] };
  }
}

/** Listens on a free port until the end of the test. */
async function listening(server: Server): Promise<string> {
  closedAfterTest({
    close: () => {
      server.closeAllConnections();
      return server.close();
    },
  });
  if (!server.listening) await once(server.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function expressApplication(path = ''): RequestListener {
  const { middleware } = new Ownership({ ...OPTIONS, path: `${path}/handoff` });
  const app = express();
  // The guard works behind a prefix, too.
  if (path === '') app.use(middleware);
  else app.use(path, middleware);
  app.use(express.json());
  app.put('/things/:key', (request, response) => {
    texts.set(request.params.key, request.body);
    response.json({});
  });
  app.get(`${path}/things/:key`, (request, response) => {
    response.json({ value: texts.get(request.params.key) ?? null });
  });
  return app;
}

/** A server that calls the hook as Fastify does: a reply that is hijacked is left alone. */
function fastifyLike(): RequestListener {
  const { fastifyHook } = new Ownership(OPTIONS);
  return (raw: IncomingMessage, rawReply: ServerResponse) => {
    let isHijacked = false;
    const reply = { raw: rawReply, hijack: () => (isHijacked = true) };
    fastifyHook({ raw }, reply, () => {
      if (isHijacked) throw new Error('the hook has answered, and passes the request on');
      rawReply.end(JSON.stringify({ value: texts.get(raw.url!.split('/')[2]) ?? null }));
    });
    if (rawReply.writableEnded && rawReply.statusCode !== 200 && !isHijacked)
      throw new Error('the hook has answered a reply that Fastify answers, too');
  };
}

async function nestApplication(): Promise<Server> {
  const app = await NestFactory.create(ThingsModule.make(), { logger: ['error'] });
  closedAfterTest(app);
  await app.listen(0, '127.0.0.1');
  return app.getHttpServer() as Server;
}

const SERVERS: [string, () => Server | Promise<Server>][] = [
  ['Express', () => createServer(expressApplication())],
  ['a hook of Fastify', () => createServer(fastifyLike())],
  ['Nest', nestApplication],
];

describe.each(SERVERS)('the guard in %s', (_, start) => {
  beforeEach(() => texts.clear());

  it('refuses an old epoch, and serves the newest', async () => {
    const url = await listening(await start());
    texts.set('42', 'here');
    const served = await send(`${url}/things/42`, 9);
    expect(JSON.parse(served.text)).toMatchObject({ value: 'here' });
    expect(await send(`${url}/things/42`, 8)).toMatchObject({
      status: 421,
      newest: '9',
      code: 'stale_epoch',
    });
  });

  it('refuses it before the body has come', async () => {
    const url = await listening(await start());
    await send(`${url}/things/42`, 9);
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    closedAfterTest({ close: () => socket.destroy() });
    let received = '';
    socket.on('data', (bytes) => (received += bytes.toString('latin1')));
    const fields = 'Host: b\r\nX-Owner-Epoch: 8\r\nContent-Type: application/json\r\nContent-Length: 100';
    socket.write(`PUT /things/42 HTTP/1.1\r\n${fields}\r\n\r\n{`);
    await eventually(() => expect(received).toMatch(/^HTTP\/1\.1 421 /));
  });

  it('answers the messages of a hand-off', async () => {
    const [from, to] = [{ url: await listening(await start()) }, { url: await listening(await start()) }];
    const destination = { id: 'b2', url: to.url };
    texts.set('42', 'here');
    await send(`${from.url}/things/42`, 8);
    expect(await handOff(from, destination, 9)).toMatchObject({ status: 200 });
    expect(await send(`${from.url}/things/42`, 8)).toMatchObject({ status: 421 });
    expect(await send(`${to.url}/things/42`, 9)).toMatchObject({ status: 200 });
    expect(await done(from, destination, 9, true)).toMatchObject({ status: 200 });
  });
});

describe('the guard in Express below a prefix', () => {
  beforeEach(() => texts.clear());

  it('recognizes its endpoints, and keys without the prefix', async () => {
    const url = await listening(createServer(expressApplication('/api')));
    await send(`${url}/api/things/42`, 9);
    expect(await send(`${url}/api/things/42`, 8)).toMatchObject({ status: 421 });
    expect(await state({ url: `${url}/api` }, 'x', 12)).toMatchObject({ status: 200 });
    expect(await send(`${url}/things/42`, 8)).toMatchObject({ status: 404 });
  });
});

describe('a guard behind a body parser', () => {
  it('says so', async () => {
    const app = express().use(express.json()).use(new Ownership(OPTIONS).middleware);
    const url = await listening(createServer(app));
    expect(await state({ url }, 'x', 12)).toMatchObject({ status: 500, code: 'body_already_read' });
  });
});

describe('the module of Nest', () => {
  beforeEach(() => texts.clear());

  it('provides the guard', async () => {
    const url = await listening(await nestApplication());
    const { text } = await send(`${url}/things/42`, 9);
    expect(JSON.parse(text)).toEqual({ value: null, phase: 'owned' });
  });
});
