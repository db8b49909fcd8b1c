import { withoutSecrets } from './without-secrets';

describe('withoutSecrets', () => {
  it('masks what the schema calls a secret, and nothing else', () => {
    const config = { admin: { port: 8081, token: 'correct-horse' }, pools: [{ name: 'token' }] };
    expect(withoutSecrets(config)).toEqual({
      admin: { port: 8081, token: '***' },
      pools: [{ name: 'token' }],
    });
  });

  it('masks it in whichever of several maps it stands', () => {
    const discovery = [
      { type: 'http', url: 'http://inventory/', token: 'correct-horse' },
      { type: 'dns', name: 'token' },
    ];
    expect(withoutSecrets({ pools: [{ name: 'main', discovery }] })).toEqual({
      pools: [{ name: 'main', discovery: [{ ...discovery[0], token: '***' }, discovery[1]] }],
    });
  });

  it('masks the password in a URL, wherever it stands', () => {
    expect(withoutSecrets({ some: ['redis://gateway:s3:cret@host:6379/0', 'http://127.0.0.1:1'] })).toEqual({
      some: ['redis://gateway:***@host:6379/0', 'http://127.0.0.1:1'],
    });
  });

  it('masks what is set for a header that tells of a secret', () => {
    const set = { Authorization: 'Bearer x', 'X-Api-Key': 'x', 'X-Team': 'shop' };
    expect(withoutSecrets({ set })).toEqual({
      set: { Authorization: '***', 'X-Api-Key': '***', 'X-Team': 'shop' },
    });
  });

  it('shows that there is no secret where there is none', () => {
    expect(withoutSecrets({ admin: { token: undefined } })).toEqual({ admin: { token: undefined } });
  });
});
