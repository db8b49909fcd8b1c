import { EventLog } from '../../apps/gateway/src/admin/events/event-log';
import { aGatewayFrom } from './support/file-gateway';

const POOLS = { main: { backends: [] } };
const SOUND = { pools: POOLS };
const DOUBTFUL = { pools: { ...POOLS, spare: { backends: [] } } };
const WARNING = {
  file: expect.stringContaining('gateway.yaml') as string,
  line: 1,
  column: expect.any(Number) as number,
  path: 'pools.spare',
  message: expect.stringContaining('no route leads to this pool') as string,
};

describe('a warning about the configuration', () => {
  it('comes with the answer to a reload that applies it', async () => {
    const gateway = await aGatewayFrom(SOUND);
    gateway.write(DOUBTFUL);
    const { status, text } = await gateway.reload();
    expect([status, JSON.parse(text)]).toEqual([
      200,
      { source: gateway.file, needsRestart: [], warnings: [WARNING] },
    ]);
  });

  it('is an event', async () => {
    const gateway = await aGatewayFrom(SOUND);
    gateway.write(DOUBTFUL);
    await gateway.reload();
    const events = gateway.application.app.get(EventLog).latest(50);
    expect(events.map(({ event }) => event)).toContainEqual({
      kind: 'config.warned',
      at: expect.any(String),
      message: expect.stringMatching(/gateway\.yaml:1:\d+ pools\.spare: no route leads/),
    });
  });

  it('is listed as long as that configuration is in force', async () => {
    const gateway = await aGatewayFrom(DOUBTFUL);
    const listed = async (): Promise<unknown> =>
      JSON.parse((await gateway.ask('GET', '/api/config/warnings')).text) as unknown;
    expect(await listed()).toEqual({ warnings: [WARNING] });
    gateway.write('pools: [');
    expect((await gateway.reload()).status).toBe(422);
    expect(await listed()).toEqual({ warnings: [WARNING] });
    gateway.write(SOUND);
    await gateway.reload();
    expect(await listed()).toEqual({ warnings: [] });
  });
});
