import { freePorts, Processes, untilAnswers } from '../support/processes';
import { buildBeforeAll } from './build-once';
import { LONG_TEST_MS } from '../support/eventually';

// `nest start` compiles before it runs, which takes seconds even when nothing has changed.
const processes = new Processes();
buildBeforeAll();
// The whole group: `nest start` runs the app below a shell, which does not pass signals on.
afterEach(() => processes.endAll());

const nestStart = (app: string, env: Record<string, string>) =>
  processes.start('npx', ['nest', 'start', app], env);
const ping = async (address: string) => (await fetch(`${address}/ping`)).json() as Promise<{ port: number }>;

describe('npx nest start', () => {
  it('serves items-api on the port that PORT names', async () => {
    const [port] = await freePorts(1);
    const items = nestStart('items-api', { PORT: String(port) });
    await untilAnswers(`http://127.0.0.1:${port}/health/ready`, items);
    expect(await ping(`http://127.0.0.1:${port}`)).toEqual({ port });
  });

  it(
    'serves the gateway, which gives turns to the backends that BACKENDS names',
    async () => {
      const [first, second, port, adminPort] = await freePorts(4);
      const backends = [first, second].map((backend) => `http://127.0.0.1:${backend}`);
      for (const backend of [first, second]) {
        const items = processes.start('node', ['dist/apps/items-api/src/main.js'], { PORT: String(backend) });
        await untilAnswers(`http://127.0.0.1:${backend}/health/ready`, items);
      }
      const env = { PORT: String(port), ADMIN_PORT: String(adminPort), BACKENDS: backends.join(',') };
      await untilAnswers(`http://127.0.0.1:${adminPort}/health/ready`, nestStart('gateway', env));

      const turns = [];
      for (let turn = 0; turn < 4; turn++) turns.push((await ping(`http://127.0.0.1:${port}`)).port);
      expect(turns).toEqual([first, second, first, second]);
    },
    LONG_TEST_MS,
  );
});
