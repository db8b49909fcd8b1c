import { readHeaders } from './read.headers';

describe('readHeaders', () => {
  it('reads a header a line, and passes over what is none', () => {
    expect(readHeaders('x-team: shop\n\nnothing\nhost:a:80\n')).toEqual({ 'x-team': 'shop', host: 'a:80' });
  });
});
