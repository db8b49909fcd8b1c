import { aBackend } from '../../../../../test/support/some-backends';

describe('a backend', () => {
  it('takes a longer latency at once and a shorter one by and by', () => {
    const backend = aBackend('a');
    backend.noteLatency(5, 1_000);
    backend.noteLatency(100, 1_100);
    expect(backend.latency).toBe(100);
    backend.noteLatency(5, 1_200);
    expect(backend.latency).toBeGreaterThan(98);
    backend.noteLatency(5, 31_200);
    expect(backend).toMatchObject({ latency: expect.closeTo(9.7, 0) as number, latencyAt: 31_200 });
  });

  it('takes all its turns when it is warm', () => {
    const backend = aBackend('a');
    expect(Array.from({ length: 5 }, () => backend.admitsDuringRamp())).toEqual(Array(5).fill(true));
  });

  it.each([0.1, 0.25, 0.5])('takes %d of its turns, spread out, when it is not', (portion) => {
    const backend = aBackend('a');
    backend.rampFactor = portion;
    const taken = Array.from({ length: 100 }, () => backend.admitsDuringRamp());
    expect(taken.filter(Boolean).length).toBeCloseTo(100 * portion, -1);
    expect(taken.slice(0, 1 / portion - 1)).not.toContain(true);
  });
});
