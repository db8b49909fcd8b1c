import fc from 'fast-check';

describe('the cases that fast-check generates', () => {
  it('are always the same in CI, and new ones elsewhere', () => {
    expect(fc.readConfigureGlobal().seed).toBe(process.env.CI ? 1 : undefined);
  });
});
