import { type IncomingMessage, type ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { type Answering } from '../../../support/stub-backend';
import { type ItemsGateway } from './items-gateway';

/** A request at a backend that waits for a test. */
export interface HeldExchange {
  /** Resolves when the backend has the request, and has done it if only the response is held. */
  readonly reached: Promise<void>;
  release(): void;
}

/** The next request of this method is done by the backend only when the test says so. */
export function holdRequest(all: ItemsGateway, name: string, method: string): HeldExchange {
  return hold(all, name, method, async (request, response, held, reach) => {
    const { method, url } = request;
    const body = await text(request);
    reach();
    await held;
    // The client may have left: the backend does what it was asked for all the same.
    const received = Object.assign(Readable.from([body]), { method, url });
    await all.items[name].answering(received as unknown as IncomingMessage, response);
  });
}

/** The next request of this method is done at once, and its response held back. */
export function holdResponse(all: ItemsGateway, name: string, method: string): HeldExchange {
  return hold(all, name, method, (request, response, held, reach) => {
    const writeHead = (status: number) => ({
      end: (body: string) => {
        reach();
        void held.then(() => response.writeHead(status).end(body));
      },
    });
    void all.items[name].answering(request, { writeHead } as unknown as ServerResponse);
  });
}

type Holding = (...given: [...Parameters<Answering>, held: Promise<void>, reach: () => void]) => unknown;

function hold(all: ItemsGateway, name: string, method: string, begin: Holding): HeldExchange {
  const backend = all.gateway.backend(name);
  const { answering } = all.items[name];
  let [reach, release] = [(): void => undefined, (): void => undefined];
  const reached = new Promise<void>((resolve) => (reach = resolve));
  const held = new Promise<void>((resolve) => (release = resolve));
  backend.answer((request, response) => {
    if (request.method !== method) return answering(request, response);
    backend.answer(answering);
    void begin(request, response, held, reach);
  });
  return { reached, release };
}
