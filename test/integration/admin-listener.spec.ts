import { aGateway } from '../support/test-gateway';

describe('the operator’s port', () => {
  it('says that the process lives', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const answer = await gateway.admin('/health/live');
    expect([answer.status, JSON.parse(answer.text)]).toEqual([200, { status: 'live' }]);
  });

  it('says that clients may be sent here', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    const answer = await gateway.admin('/health/ready');
    expect([answer.status, JSON.parse(answer.text)]).toEqual([200, { status: 'ready' }]);
  });

  it('forwards nothing to a backend', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    expect((await gateway.admin('/items/1')).status).toBe(404);
    expect(gateway.backend('a').requests).toEqual([]);
  });

  it('does not tell what it is made of', async () => {
    const gateway = await aGateway({ backends: ['a'] });
    expect((await gateway.admin('/health/live')).headers).not.toHaveProperty('x-powered-by');
  });
});

describe('the public port', () => {
  it.each(['/health', '/health/live', '/health/ready', '/metrics', '/admin', '/docs', '/favicon.ico'])(
    'reserves nothing: %s goes to a backend',
    async (path) => {
      const gateway = await aGateway({ backends: ['a'] });
      expect(await gateway.fetch(path)).toMatchObject({ status: 200, text: 'a' });
      expect(gateway.backend('a').requests[0].target).toBe(path);
    },
  );
});
