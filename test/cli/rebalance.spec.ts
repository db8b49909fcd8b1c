import { type RebalanceReport } from '@app/contracts';
import { aGatewayFrom, listed, stubs } from '../reload/support/file-gateway';
import { aMovableGateway, create, type MovableGateway } from '../hand-off/support/movable-items';
import { aGateway } from '../support/test-gateway';
import { runCommand } from './support/run-command';

/** Ten items on `a`, which was alone until `b` was enabled. */
async function unlevel(rebalance: object = {}): Promise<MovableGateway> {
  const settings = { when: 'manual', maxRatio: '20%', interval: '1ms', ...rebalance };
  const all = await aMovableGateway(['a', 'b'], {}, { pool: { balance: 'first', rebalance: settings } });
  for (let id = 1; id <= 10; id++) await create(all.gateway, id);
  return all;
}

const kept = ({ of }: MovableGateway): number[] => [of.a.items.kept.size, of.b.items.kept.size];

describe('rebalance', () => {
  it('shows with --dry-run what a round would move, and moves nothing', async () => {
    const all = await unlevel();
    const { code, out } = await runCommand(all.gateway, ['rebalance', '--dry-run']);
    expect(code).toBe(0);
    expect(out).toMatch(/^BACKEND +OWNED +SHARE +THIS ROUND\na +10 +5 +-2\nb +0 +5 +\+2\n/);
    expect(out).toContain('2 of 10 sticky sessions move in this round, 3 in further rounds.');
    const json = await runCommand(all.gateway, ['rebalance', 'main', '--dry-run', '--json']);
    expect(JSON.parse(json.out) as RebalanceReport).toMatchObject({ pool: 'main', moves: 2, round: null });
    expect(kept(all)).toEqual([10, 0]);
  });

  it('moves one round, and tells how many are left', async () => {
    const all = await unlevel();
    const { code, out } = await runCommand(all.gateway, ['rebalance']);
    expect(code).toBe(0);
    expect(out.split('\n').slice(-2)).toEqual([
      'main: 2 of 2 moved',
      '3 above their share are left: run the command again, or with --all.',
    ]);
    expect(kept(all)).toEqual([8, 2]);
  });

  it('begins further rounds with --all until each backend owns its share', async () => {
    const all = await unlevel();
    const { code, out } = await runCommand(all.gateway, ['rebalance', '--all']);
    expect([code, out.split('\n').at(-1)]).toEqual([
      0,
      'Nothing to move: each available backend of main owns its share.',
    ]);
    expect(kept(all)).toEqual([5, 5]);
    expect((await runCommand(all.gateway, ['rebalance'])).out).toBe(out.split('\n').at(-1));
  });

  it('fails if nothing could be moved, and says why', async () => {
    const all = await unlevel();
    all.of.a.handingOff = (_asked, response) => response.writeHead(500).end();
    const { code, err } = await runCommand(all.gateway, ['rebalance', '--all']);
    expect([code, err]).toEqual([1, 'The round has moved nothing: a answered 500 to the hand-off.']);
  });

  it('says what is missing in a pool without handOff', async () => {
    const { code, err } = await runCommand(await aGateway({ backends: ['a'] }), ['rebalance']);
    expect(code).toBe(1);
    expect(err).toContain('Set pools.main.handOff.');
  });

  it('wants to be told the pool where there are several', async () => {
    const [a] = await stubs('a');
    const pools = { one: { backends: listed(a) }, two: { backends: listed(a) } };
    const { adminPort } = (await aGatewayFrom({ pools, routes: [{ path: '/', pool: 'one' }] })).application;
    const { code, err } = await runCommand({ adminPort }, ['rebalance']);
    expect([code, err]).toEqual([2, 'There are several pools. Choose one of: one, two.']);
  });
});
