import { StickySessionStore } from '../../apps/gateway/src/data-plane/affinity/sticky-session.store';
import { type TestGateway } from './test-gateway';

/** A question that was put to the store, and how it is to be answered: as the store in memory would. */
export interface HeldQuestion {
  readonly asked: Promise<void>;
  answer(): void;
}

/** Holds back the next answer of the gateway's store to one kind of question, as a store in another process may. */
export function holdStore(gateway: TestGateway, question: 'find' | 'begin'): HeldQuestion {
  const store = gateway.application.app.get(StickySessionStore);
  const original = store[question].bind(store) as (...parameters: unknown[]) => unknown;
  let noteAsked = (): void => undefined;
  let answer = (): void => undefined;
  const asked = new Promise<void>((resolve) => (noteAsked = resolve));
  const held = new Promise<void>((resolve) => (answer = resolve));
  jest.spyOn(store, question).mockImplementationOnce((async (...parameters: unknown[]) => {
    noteAsked();
    await held;
    return original(...parameters);
  }) as never);
  return { asked, answer };
}
