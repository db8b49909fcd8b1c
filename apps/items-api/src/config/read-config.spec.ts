import { readConfig } from './read-config';

describe('readConfig', () => {
  it('needs nothing', () => {
    expect(readConfig({})).toEqual({
      port: 8000,
      host: '127.0.0.1',
      maxItems: 1_000_000,
      stopDelay: 0,
      stopTimeout: 5000,
    });
  });

  it('reads every value', () => {
    const environment = {
      PORT: '65535',
      HOST: '::1',
      MAX_ITEMS: '5',
      STOP_DELAY_MS: '10',
      STOP_TIMEOUT_MS: '0',
    };
    expect(readConfig(environment)).toEqual({
      port: 65_535,
      host: '::1',
      maxItems: 5,
      stopDelay: 10,
      stopTimeout: 0,
    });
  });

  it('takes an empty value for an unset one', () => {
    expect(readConfig({ PORT: '', HOST: '' })).toEqual(readConfig({}));
  });

  it.each(['abc', '-1', '65536', '80.5', '1e3', '0x50', ' 80', '99999999999'])('refuses PORT=%j', (PORT) => {
    expect(() => readConfig({ PORT })).toThrow(
      `PORT is ${JSON.stringify(PORT)}, but must be a whole number from 0 to 65535.`,
    );
  });

  it.each(['http://localhost', 'a b', '127.0.0.1/8', '\n'])('refuses HOST=%j', (HOST) => {
    expect(() => readConfig({ HOST })).toThrow('but must be an IP address or a host name.');
  });

  it('names every bad value at once, a line each', () => {
    expect(() => readConfig({ PORT: 'x', HOST: '/', MAX_ITEMS: '0' })).toThrow(
      expect.objectContaining({
        problems: [
          expect.stringMatching(/^PORT is "x"/),
          expect.stringMatching(/^HOST is "\/"/),
          expect.stringMatching(/^MAX_ITEMS is "0"/),
        ],
      }),
    );
  });
});
