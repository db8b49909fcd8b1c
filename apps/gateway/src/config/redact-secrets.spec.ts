import { redactSecrets } from './redact-secrets';

describe('redactSecrets', () => {
  it('masks what the schema calls a secret, and nothing else', () => {
    const config = { admin: { port: 8081, token: 'correct-horse' }, pools: [{ name: 'token' }] };
    expect(redactSecrets(config)).toEqual({
      admin: { port: 8081, token: '***' },
      pools: [{ name: 'token' }],
    });
  });

  it('masks it in whichever of several maps it stands', () => {
    const discovery = [
      { type: 'http', url: 'http://inventory/', token: 'correct-horse' },
      { type: 'dns', name: 'token' },
    ];
    expect(redactSecrets({ pools: [{ name: 'main', discovery }] })).toEqual({
      pools: [{ name: 'main', discovery: [{ ...discovery[0], token: '***' }, discovery[1]] }],
    });
  });

  it.each([
    ['redis://gateway:s3:cret@host:6379/0', 'redis://gateway:***@host:6379/0'],
    ['redis://:s3@cret@host/0?db=1', 'redis://:***@host/0?db=1'],
    ['https://token@host/list', 'https://***@host/list'],
    ['https://host/list?env=a&access_token=b#c', 'https://host/list?env=a&access_token=***#c'],
    ['http://127.0.0.1:1', 'http://127.0.0.1:1'],
    ['no URL: a@b', 'no URL: a@b'],
  ])('shows %s as %s', (url, shown) => {
    expect(redactSecrets({ some: [url] })).toEqual({ some: [shown] });
  });

  it('masks the value of every header, whatever its name is', () => {
    const headers = { host: 'h', 'x-team': 'shop', authorization: 'Bearer x' };
    const hidden = { host: '***', 'x-team': '***', authorization: '***' };
    const edits = { set: headers, remove: ['x-old'] };
    expect(
      redactSecrets({
        pools: [{ name: 'main', health: { headers } }],
        routes: [{ name: 'r', headers, requestHeaders: edits, responseHeaders: edits, respond: { headers } }],
      }),
    ).toEqual({
      pools: [{ name: 'main', health: { headers: hidden } }],
      routes: [
        {
          name: 'r',
          headers: hidden,
          requestHeaders: { set: hidden, remove: ['x-old'] },
          responseHeaders: { set: hidden, remove: ['x-old'] },
          respond: { headers: hidden },
        },
      ],
    });
  });

  it('shows that there is no secret where there is none', () => {
    expect(redactSecrets({ admin: { token: undefined } })).toEqual({ admin: { token: undefined } });
  });
});
