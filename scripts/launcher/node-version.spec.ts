import { isSupported } from './node-version.mjs';

const RANGE = '^20.19.0 || ^22.12.0 || >=24.0.0';

describe('isSupported', () => {
  it.each(['20.19.0', '20.20.2', '22.12.0', '24.0.0', '26.1.0', '24.0.0-nightly20250101'])(
    'accepts Node %s',
    (version) => {
      expect(isSupported(version, RANGE)).toBe(true);
    },
  );

  it.each(['18.20.4', '20.18.3', '21.7.0', '22.11.9', '23.9.0'])('refuses Node %s', (version) => {
    expect(isSupported(version, RANGE)).toBe(false);
  });

  it('does not guess at a range it cannot read', () => {
    expect(() => isSupported('20.19.0', '20.x')).toThrow('"20.x"');
  });
});
