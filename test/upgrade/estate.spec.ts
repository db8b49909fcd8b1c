import { StateTransfer } from '../../apps/gateway/src/runtime/handover/state-transfer';
import {
  announce,
  aSelfRegistrationGateway,
  listed,
} from '../self-registration/support/self-registration-gateway';
import { type TestGateway } from '../support/test-gateway';

/** Leaves to one gateway what another one has, as it would arrive from another process. */
async function handOver(
  from: Pick<TestGateway, 'application'>,
  to: Pick<TestGateway, 'application'>,
): Promise<void> {
  const estate = await from.application.app.get(StateTransfer).export(() => Promise.resolve());
  to.application.app.get(StateTransfer).import(JSON.parse(JSON.stringify(estate)) as typeof estate);
}

describe('what a gateway leaves to its successor', () => {
  it('are the backends that have announced themselves, for as long as they had', async () => {
    const [old, successor] = [await aSelfRegistrationGateway(), await aSelfRegistrationGateway()];
    await announce(old, { url: 'http://127.0.0.1:8001', id: 'one', weight: 2 });
    await handOver(old, successor);
    expect(await listed(successor)).toEqual({ one: 2 });
    expect((await successor.admin('/api/pools/main/backends')).text).toContain(
      '"origin":"self-registration"',
    );
  });
});
