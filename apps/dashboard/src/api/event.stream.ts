import { type GatewayEvent } from '@app/contracts';
import { type AdminApi } from './admin.api';

/** An event and its id, by which the stream goes on behind it. */
export interface ReceivedEvent {
  readonly id: string;
  readonly event: GatewayEvent;
}

const RETRY_MS = 2_000;

/** Follows the gateway's events for good; `EventSource` could not show a token. */
export async function followEvents(
  api: AdminApi,
  onEvent: (received: ReceivedEvent) => void,
): Promise<never> {
  let last = '';
  for (;;) {
    try {
      const { body } = await api.open(
        '/api/events?recent=100',
        last === '' ? {} : { headers: { 'last-event-id': last } },
      );
      for await (const received of eventsIn(body!)) {
        last = received.id;
        onEvent(received);
      }
    } catch {
      // The request for the pools reports a lost connection.
    }
    await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
  }
}

async function* eventsIn(body: ReadableStream<Uint8Array>): AsyncGenerator<ReceivedEvent> {
  const reader = body
    .pipeThrough(new TextDecoderStream() as ReadableWritablePair<string, Uint8Array>)
    .getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    rest += value;
    const blocks = rest.split('\n\n');
    rest = blocks.pop()!;
    for (const block of blocks) {
      const id = /^id: (.*)$/m.exec(block)?.[1];
      const data = /^data: (.*)$/m.exec(block)?.[1];
      if (id !== undefined && data !== undefined) yield { id, event: JSON.parse(data) as GatewayEvent };
    }
  }
}
