import { GatewayConfigurator } from '../../apps/gateway/src/runtime/gateway-configurator';
import { BackendStates } from '../../apps/gateway/src/data-plane/upstream/backend-states';
import { aGateway } from '../support/test-gateway';

it('tells of backends that come before it tells what operators want of them', async () => {
  const gateway = await aGateway({ backends: ['a'] });
  const configurator = gateway.application.app.get(GatewayConfigurator);
  const said: string[] = [];
  configurator.subscribe({
    configured: async () => Promise.resolve(),
    relisted: ([{ backends }]) => said.push(`listed ${backends.map(({ id }) => id).join(' ')}`),
  });
  gateway.application.app.get(BackendStates).observe({
    stateChanged: () => undefined,
    reported: (_, { id, mode }) => said.push(`${id} ${mode}`),
  });
  const b = { id: 'b', url: 'http://127.0.0.1:1', weight: 1, maxInFlight: 0, backup: false };
  const wanted = { mode: 'draining', reason: 'a test wants it', url: b.url } as const;
  configurator.change(configurator.changes.add('main', b).setMode('main', 'b', wanted));
  expect(said).toEqual(['listed a b', 'b draining']);
});
