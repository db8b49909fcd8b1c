import { closedAfterTest } from '../../support/closing';
import { RawBackend, type Taking } from '../../support/raw-backend';

/** A backend that speaks bytes and listens until the test is over. */
export async function started(take: Taking): Promise<RawBackend> {
  const backend = new RawBackend('backend', take);
  await backend.start();
  closedAfterTest({ close: () => backend.stop() });
  return backend;
}
