import { type LoggerService } from '@nestjs/common';
import { GatewayApplication } from '../../apps/gateway/src/app/gateway-application';
import { closedAfterTest } from '../support/closing';
import { configFor } from '../support/gateway-options';
import { TestGateway } from '../support/test-gateway';
import { ask } from './support/operator';

/** Takes down the lines of one context. */
class Notebook implements LoggerService {
  readonly lines: string[] = [];

  log(message: string, context: string): void {
    if (context === 'Audit') this.lines.push(message);
  }

  readonly error = (): void => undefined;
  readonly warn = (): void => undefined;
}

async function aNotedGateway(): Promise<{ gateway: TestGateway; lines: string[] }> {
  const notebook = new Notebook();
  const wishes = { backends: [], pool: { backends: [{ id: 'a', url: 'http://127.0.0.1:1' }] } };
  const application = await GatewayApplication.start(configFor(wishes, []), notebook);
  return { gateway: closedAfterTest(new TestGateway(application, [])), lines: notebook.lines };
}

describe('the log', () => {
  it('has a line for each thing that an operator has changed, and who did it', async () => {
    const { gateway, lines } = await aNotedGateway();
    await ask(gateway, 'PATCH', '/api/pools/main/backends/a', { weight: 2 });
    await ask(gateway, 'DELETE', '/api/pools/main/backends/a');
    expect(lines).toEqual([
      'PATCH /api/pools/main/backends/a {"weight":2} (by 127.0.0.1)',
      'DELETE /api/pools/main/backends/a (by 127.0.0.1)',
    ]);
  });

  it('has none for what was refused, or only looked at', async () => {
    const { gateway, lines } = await aNotedGateway();
    await ask(gateway, 'PATCH', '/api/pools/main/backends/a', { weight: -2 });
    await ask(gateway, 'GET', '/api/pools');
    expect(lines).toEqual([]);
  });

  it('cannot be given a second line', async () => {
    const { gateway, lines } = await aNotedGateway();
    await ask(gateway, 'PATCH', '/api/pools/main/backends/a?x=%0A', { state: 'draining', reason: 'a b' });
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toMatch(/[\n\r\u2028\u2029]/);
  });
});
