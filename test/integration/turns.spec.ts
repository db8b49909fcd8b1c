import { aGateway } from '../support/test-gateway';

describe('turns', () => {
  it('gives every backend one turn before repeating any', async () => {
    const gateway = await aGateway({ backends: ['a', 'b', 'c', 'd'] });
    expect(await gateway.sequence(5)).toEqual(['a', 'b', 'c', 'd', 'a']);
  });

  it('repeats the same cycle for as long as nothing changes', async () => {
    const gateway = await aGateway({ backends: ['a', 'b', 'c', 'd'] });
    const cycle = ['a', 'b', 'c', 'd'];
    expect(await gateway.sequence(12)).toEqual([...cycle, ...cycle, ...cycle]);
  });

  it('spreads 40 requests at once over 4 backends, 10 each', async () => {
    const gateway = await aGateway({ backends: ['a', 'b', 'c', 'd'] });
    const answers = await Promise.all(Array.from({ length: 40 }, () => gateway.fetch('/ping')));
    const names = answers.map((answer) => answer.text).sort();
    expect(names.join('')).toBe('a'.repeat(10) + 'b'.repeat(10) + 'c'.repeat(10) + 'd'.repeat(10));
  });

  it('gives turns to whatever path and method, since they belong to the pool', async () => {
    const gateway = await aGateway({ backends: ['a', 'b', 'c'] });
    const answers = [
      await gateway.fetch('/one'),
      await gateway.fetch('/two?x=1', { method: 'POST', body: 'x' }),
      await gateway.fetch('/health/live'),
    ];
    expect(answers.map((answer) => answer.text)).toEqual(['a', 'b', 'c']);
  });

  it('skips a backend that is down and comes back to it when it is up again', async () => {
    const gateway = await aGateway({ backends: ['a', 'b', 'c'] });
    await gateway.kill('b');
    expect(await gateway.sequence(4)).not.toContain('b');
    await gateway.restart('b');
    expect(await gateway.sequence(3)).toContain('b');
  });
});
