import { Logger, type LoggerService } from '@nestjs/common';
import { ItemRepository } from '../../apps/items-api/src/items/item.repository';
import { type ItemsApi, anItemsApi } from './support/an-items-api';

describe('a fault inside', () => {
  let api: ItemsApi;
  let logged: unknown[][];

  beforeEach(async () => {
    api = await anItemsApi();
    logged = [];
    const error = (...line: unknown[]) => void logged.push(line);
    Logger.overrideLogger({ error, log: error, warn: error } satisfies LoggerService);
  });
  afterEach(async () => {
    Logger.overrideLogger(false);
    await api.stop();
  });

  const breakWith = (fault: unknown) =>
    jest.spyOn(api.app.get(ItemRepository), 'find').mockRejectedValue(fault);

  it.each([new Error('the secret'), new TypeError('the secret'), 'the secret', undefined, { status: 200 }])(
    'is answered with 500 and nothing of its nature: %p',
    async (fault) => {
      breakWith(fault);
      const answer = await api.send('GET', '/items/1');
      expect(answer.status).toBe(500);
      expect(answer.headers['content-type']).toBe('application/problem+json');
      expect(answer.json).toEqual({
        type: 'about:blank',
        title: 'Internal Server Error',
        status: 500,
        detail: 'Internal Server Error',
      });
    },
  );

  it('is logged once, with its stack', async () => {
    breakWith(new Error('the secret'));
    await api.send('GET', '/items/1?a=b');
    expect(logged).toEqual([
      ['GET "/items/1" failed', expect.stringMatching(/^Error: the secret\n +at /), 'items-api'],
    ]);
  });

  it('leaves the next request alone', async () => {
    breakWith(new Error('the secret')).mockRestore();
    expect((await api.send('GET', '/items/1')).status).toBe(404);
  });

  it('is what is logged: answers and refusals are not', async () => {
    await api.send('GET', '/ping');
    await api.send('GET', '/items/x');
    await api.send('GET', '/nowhere');
    await api.send('POST', '/items/?item_id=1', { body: '{' });
    expect(logged).toEqual([]);
  });

  it('cuts an answer that has begun, so that half of it does not look like all', async () => {
    api.app.getHttpServer().prependOnceListener('request', (_request, response) => response.write('half'));
    await expect(api.send('GET', '/items/1')).rejects.toThrow('aborted');
  });
});
