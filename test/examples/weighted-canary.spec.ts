import { readFileSync } from 'node:fs';
import { RunningExample } from './support/running-example';

const STABLE = '8000';
const CANARY = '8001';
const RESERVE = '8002';

describe('examples/weighted-canary.yaml', () => {
  it('gives the canary every tenth request', async () => {
    const example = await RunningExample.start('weighted-canary.yaml');
    const names = await example.sequence(100, '/');
    expect(names.filter((name) => name === CANARY)).toHaveLength(10);
    expect(names.filter((name) => name === STABLE)).toHaveLength(90);
    expect(names.join()).not.toContain(`${CANARY},${CANARY}`);
  });

  it('gives testers the canary whenever they ask for it, and says so', async () => {
    const example = await RunningExample.start('weighted-canary.yaml');
    expect(await example.sequence(5, '/', { 'x-canary': 'always' })).toEqual(Array(5).fill(CANARY));
    const answer = await example.fetch('/', { headers: { 'x-canary': 'always' } });
    expect(answer.headers['x-served-by']).toBe('canary');
  });

  it('gives the canary more once the weights say so', async () => {
    const example = await RunningExample.start('weighted-canary.yaml');
    example.write(readFileSync(example.file, 'utf8').replace('weight: 9', 'weight: 1'));
    expect((await example.reload()).status).toBe(200);
    const names = await example.sequence(20, '/');
    expect(names.filter((name) => name === CANARY)).toHaveLength(10);
  });

  it('leaves the reserve alone as long as any other backend is there', async () => {
    const example = await RunningExample.start('weighted-canary.yaml');
    await example.sequence(30, '/');
    expect(example.backend(Number(RESERVE)).requests).toEqual([]);
  });
});
