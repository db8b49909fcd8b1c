import { LoadShedding, MAX_PRESSURE } from './load-shedding';

/** How many of a hundred are refused. */
function refused(pressure: number, isOwned: boolean): number {
  const shedding = new LoadShedding();
  shedding.pressure = pressure;
  for (let count = 0; count < 100; count++) shedding.refuses(isOwned);
  return shedding.refused;
}

describe('LoadShedding', () => {
  it.each([
    [0, 0, 0],
    [0.25, 25, 0],
    [1, 100, 0],
    [1.5, 100, 50],
    [MAX_PRESSURE, 100, 90],
  ])(
    'under a pressure of %d refuses %d of 100 requests without an owner and %d that are owned',
    (pressure, unowned, owned) => {
      expect(Math.abs(refused(pressure, false) - unowned)).toBeLessThanOrEqual(1);
      expect(Math.abs(refused(pressure, true) - owned)).toBeLessThanOrEqual(1);
    },
  );
});
