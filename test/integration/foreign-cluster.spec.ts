import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { aFolder, textOf } from '../reload/support/file-gateway';
import { Processes, ROOT } from '../support/processes';

const processes = new Processes();
afterEach(() => processes.endAll());
/** The same steps as pm2 with `-i 2`. */
const CLUSTER = `
const cluster = require('node:cluster');
cluster.setupPrimary({ exec: 'apps/gateway/src/main.ts', execArgv: ['-r', process.argv[2]], args: [] });
let left = 2;
for (let i = 0; i < 2; i++) cluster.fork();
cluster.on('exit', (worker, code) => {
  console.log('ended with ' + code);
  if (--left === 0) process.exit();
});
`;

describe('a gateway that node:cluster starts several times', () => {
  it('refuses to start, and says how to have several processes', async () => {
    const folder = aFolder();
    writeFileSync(join(folder, 'gateway.yaml'), textOf({ pools: { main: { backends: [] } } }));
    writeFileSync(join(folder, 'cluster.cjs'), CLUSTER);
    const typescript = join(ROOT, 'test/items-api/support/typescript.cjs');
    const running = processes.start(process.execPath, [join(folder, 'cluster.cjs'), typescript], {
      GATEWAY_CONFIG: join(folder, 'gateway.yaml'),
    });
    await running.ended;
    expect(running.output.match(/ended with 1/g)).toHaveLength(2);
    expect(running.output).toContain('set `workers: auto` in gateway.yaml');
    expect(running.output).not.toContain('listening on');
  });
});
