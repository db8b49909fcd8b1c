import { createHash } from 'node:crypto';
import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EventLog } from '../../apps/gateway/src/admin/events/event-log';
import { eventually } from '../support/eventually';
import { aFolder, aGatewayFrom, type FileGateway, listed, stubs } from './support/file-gateway';

const KEY = 'a-key-that-opens';
const sha256 = createHash('sha256').update(KEY).digest('hex');

/** A gateway whose only route asks for a key. */
async function aGuardedGateway() {
  const [a] = await stubs('a');
  const folder = aFolder();
  const keys = join(folder, 'keys.yaml');
  writeFileSync(keys, `- { name: ann, sha256: '${sha256}' }\n`);
  const sections = {
    pools: { main: { backends: listed(a) } },
    routes: [{ path: '/', pool: 'main', auth: { apiKey: { file: keys } } }],
  };
  return { gateway: await aGatewayFrom(sections, join(folder, 'gateway.yaml')), keys, sections };
}

async function statuses(gateway: FileGateway): Promise<number[]> {
  const withKey = await gateway.fetch('/', { headers: { 'x-api-key': KEY } });
  return [withKey.status, (await gateway.fetch('/')).status];
}

describe('a file that is emptied', () => {
  it.each(['', '# todo\n', 'null\n', 'pools:\nroutes:\n', '{}'])(
    'changes nothing when it is gateway.yaml, with %j left in it',
    async (text) => {
      const { gateway } = await aGuardedGateway();
      gateway.write(text);
      const report = await gateway.reload();
      expect([report.status, JSON.parse(report.text).code]).toEqual([422, 'invalid_configuration']);
      expect(await statuses(gateway)).toEqual([200, 401]);
    },
  );

  it.each(['', '# nobody\n', '[]\n'])(
    'is refused by a reload when it is beside gateway.yaml, with %j left in it',
    async (text) => {
      const { gateway, keys, sections } = await aGuardedGateway();
      writeFileSync(keys, text);
      gateway.write({ ...sections, debugHeaders: true });
      expect(await gateway.reload()).toMatchObject({
        status: 422,
        text: expect.stringContaining('is empty'),
      });
      expect(await statuses(gateway)).toEqual([200, 401]);
    },
  );

  it('beside gateway.yaml is an event, and its last good version stays', async () => {
    const { gateway, keys } = await aGuardedGateway();
    truncateSync(keys, 0);
    const message = expect.stringContaining(`${keys} is empty`);
    await eventually(() => {
      const events = gateway.application.app.get(EventLog).latest(50);
      expect(events.map(({ event }) => event)).toContainEqual({
        ...{ kind: 'file.rejected', at: expect.any(String), message },
      });
    });
    expect(await statuses(gateway)).toEqual([200, 401]);
  });
});
