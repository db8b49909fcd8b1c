import { Logger } from '@nestjs/common';
import { Telemetry } from '../../apps/gateway/src/telemetry/telemetry';
import { Router } from '../../apps/gateway/src/data-plane/routing/router';
import { aGatewayFrom } from '../reload/support/file-gateway';
import { aGateway, type TestGateway } from '../support/test-gateway';
import { LogCollector } from './support/log-collector';

/** A gateway that speaks through its own logger, as the program does. */
async function speaking(log: object = {}): Promise<[TestGateway, LogCollector]> {
  const gateway = await aGateway({ backends: ['a'], sections: { log: { format: 'json', ...log } } });
  const collector = new LogCollector(gateway);
  gateway.application.app.useLogger(gateway.application.app.get(Telemetry).logger);
  return [gateway, collector];
}

afterEach(() => void Logger.overrideLogger(false));

describe('the log', () => {
  it('is JSON, one line for each thing said, with who says it', async () => {
    const [, log] = await speaking();
    const logger = new Logger('Backends');
    logger.warn('a is unhealthy');
    logger.log('two\nlines');
    expect(await log.entries(2)).toEqual([
      { level: 'warn', time: expect.any(Number), context: 'Backends', msg: 'a is unhealthy' },
      { level: 'info', time: expect.any(Number), context: 'Backends', msg: 'two\nlines' },
    ]);
  });

  it('has an error’s stack beside what is said of it', async () => {
    const [, log] = await speaking();
    const error = new Error('broken');
    new Logger('Admin').error('It broke.', error.stack);
    const [entry] = await log.entries(1);
    expect(entry).toMatchObject({ level: 'error', context: 'Admin', msg: 'It broke.' });
    expect(entry.stack).toContain('Error: broken\n    at ');
  });

  it('leaves out what is below its level', async () => {
    const [, log] = await speaking({ level: 'error' });
    new Logger('X').warn('nobody cares');
    new Logger('X').error('somebody does');
    expect((await log.entries(1)).map(({ msg }) => msg)).toEqual(['somebody does']);
  });

  it('spells out what could forge a line, and hides credentials', async () => {
    const [, log] = await speaking();
    new Logger('X').log('a\x1b[2K\u2028b Bearer abc.def');
    const [{ msg }] = await log.entries(1);
    expect(msg).toBe('a\\u001b[2K\\u2028b Bearer [redacted]');
  });

  it('is for people on request, and sets in what follows a line break', async () => {
    const [, log] = await speaking({ format: 'pretty' });
    new Logger('Reload').warn('one\ntwo');
    const [first, second] = await log.lines(2);
    expect(first).toMatch(/^\[\d\d:\d\d:\d\d\.\d{3}\] WARN: Reload: one$/);
    expect(second).toMatch(/^ {4,}two$/);
  });

  it('tells of faults of the gateway itself, whatever the access log does', async () => {
    const [gateway, log] = await speaking();
    jest.spyOn(gateway.application.app.get(Router), 'route').mockImplementation(() => {
      throw new Error('a fault');
    });
    expect((await gateway.fetch('/')).status).toBe(500);
    const [entry] = await log.entries(1);
    expect(entry).toMatchObject({
      level: 'error',
      context: 'Gateway',
      msg: expect.stringMatching(/a fault$/),
    });
    expect(entry.stack).toContain('Error: a fault');
  });

  it('changes with the configuration, while the gateway runs', async () => {
    const sections = { pools: { main: { backends: [] } } };
    const gateway = await aGatewayFrom({ ...sections, log: { format: 'json', level: 'silent' } });
    const log = new LogCollector(gateway);
    gateway.application.app.useLogger(gateway.application.app.get(Telemetry).logger);
    await gateway.fetch('/before');
    gateway.write({ ...sections, log: { format: 'json', level: 'info', access: { mode: 'all' } } });
    await gateway.reload();
    await gateway.fetch('/after');
    const entries = await log.entries(2);
    expect(entries.filter(({ event }) => event === 'request').map(({ path }) => path)).toEqual(['/after']);
  });
});
