import { createServer } from 'node:http';
import { once } from 'node:events';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { BackendRegistrationModule } from '@app/registration';
import { ItemsApiProcess } from '../items-api/support/items-api-process';
import { closedAfterTest } from '../support/closing';
import { eventually } from '../support/eventually';
import { freePorts } from '../support/processes';
import { describeWithRedis } from '../support/describe-with-redis';
import { RedisServer } from '../support/redis-server';
import { type TestGateway } from '../support/test-gateway';
import { aSelfRegistrationGateway, listed, TOKEN } from './support/self-registration-gateway';

/**
 * Asks both gateways again and again; the returned function stops it and resolves with the statuses that were
 * not 200.
 */
function load(...gateways: TestGateway[]): () => Promise<number[]> {
  const bad: number[] = [];
  let isOver = false;
  const lines = gateways.map(async (gateway) => {
    while (!isOver) {
      const { status } = await gateway.fetch('/ping');
      if (status !== 200) bad.push(status);
    }
  });
  return async () => {
    isOver = true;
    await Promise.all(lines);
    return bad;
  };
}

describeWithRedis('four instances of items-api that announce themselves to two gateways', () => {
  it('are known to both, gone after a while when killed, at once when stopped, and no request is lost', async () => {
    const redis = closedAfterTest(await RedisServer.start());
    const sections = { stores: { cluster: redis.url, redis: { timeout: '2s' } } };
    const [one, other] = [
      await aSelfRegistrationGateway(sections, { ttl: '2s' }),
      await aSelfRegistrationGateway(sections, { ttl: '2s' }),
    ];
    const ports = await freePorts(4);
    const instances = ports.map((port) => {
      const REGISTRY_URL = `http://127.0.0.1:${one.adminPort}`;
      const names = { REGISTRY_URL, REGISTRY_TOKEN: TOKEN, REGISTRY_POOL: 'main' };
      const instance = new ItemsApiProcess({ PORT: String(port), ...names });
      closedAfterTest({ close: () => instance.kill() });
      return instance;
    });
    const idsOf = (own: readonly number[]) => own.map((port) => `127.0.0.1:${port}`).sort();
    const untilListed = (expected: readonly number[]) =>
      eventually(async () => {
        for (const gateway of [one, other])
          expect(Object.keys(await listed(gateway)).sort()).toEqual(idsOf(expected));
      });
    await untilListed(ports);

    const end = load(one, other);
    instances[0].signal('SIGKILL');
    await untilListed(ports.slice(1));
    instances[1].signal('SIGTERM');
    expect(await instances[1].ended).toMatchObject({ code: 0, stderr: '' });
    for (const gateway of [one, other])
      expect(Object.keys(await listed(gateway))).not.toContain(idsOf([ports[1]])[0]);
    await untilListed(ports.slice(2));
    expect(await end()).toEqual([]);
  });
});

describe('an application that announces itself', () => {
  it('begins as ever while no gateway answers, and is listed when one does', async () => {
    const [port] = await freePorts(1);
    const answers: string[] = [];
    @Module({
      imports: [
        BackendRegistrationModule.forRoot({
          ...{ gateways: [`http://127.0.0.1:${port}`], token: TOKEN, pool: 'main', leaveDelay: 0 },
        }),
      ],
    })
    class Application {}
    const app = closedAfterTest(await NestFactory.create(Application, { logger: false }));
    await app.listen(0, '127.0.0.1');
    const url = await app.getUrl();
    const gateway = createServer((request, response) => {
      answers.push(`${request.method} ${request.url} ${request.headers.authorization}`);
      request.resume().once('end', () => response.end(JSON.stringify({ id: 'me', ttl: 10 })));
    });
    closedAfterTest({ close: () => gateway.closeAllConnections() });
    closedAfterTest(gateway);
    gateway.listen(port, '127.0.0.1');
    await once(gateway, 'listening');
    await eventually(() => expect(answers).toEqual([`POST /registry Bearer ${TOKEN}`]));
    expect((await fetch(url)).status).toBe(404);
    await app.close();
    expect(answers.at(-1)).toBe(`DELETE /registry/main/me Bearer ${TOKEN}`);
  });
});
