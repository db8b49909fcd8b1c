import { Redaction } from './redaction';

const named = new Redaction({ query: 'named', names: ['token', 'Cookie'] });

describe('Redaction', () => {
  it.each([
    ['/a?token=x&b=1', '/a?token=[redacted]&b=1'],
    ['/a?TOKEN=x', '/a?TOKEN=[redacted]'],
    ['/a?%74oken=x', '/a?%74oken=[redacted]'],
    ['/a?b=1&token', '/a?b=1&token'],
    ['/a?%zz=1&token=x=y', '/a?%zz=1&token=[redacted]'],
    ['/token=x', '/token=x'],
  ])('hides the values of what is named: %s', (target, expected) => {
    expect(named.target(target)).toBe(expected);
  });

  it('hides all values, or none', () => {
    expect(new Redaction({ query: 'all', names: [] }).target('/a?b=1&c=2')).toBe(
      '/a?b=[redacted]&c=[redacted]',
    );
    expect(new Redaction({ query: 'none', names: ['b'] }).target('/a?b=1')).toBe('/a?b=1');
  });

  it('hides headers that are named', () => {
    expect(named.header('cookie', 'a=b')).toBe('[redacted]');
    expect(named.header('user-agent', 'curl')).toBe('curl');
  });

  it.each([
    ['sent Bearer abc.def to nobody', 'sent Bearer [redacted] to nobody'],
    ['Authorization: Basic dXNlcjpwdw==', 'Authorization: Basic [redacted]'],
    ['the token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln was bad', 'the token [redacted] was bad'],
  ])('hides what looks like credentials anywhere: %s', (text, expected) => {
    expect(named.text(text)).toBe(expected);
  });
});
