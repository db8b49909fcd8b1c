import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { type Explanation } from '@app/contracts';
import { useGateway } from '../api/gateway.context';
import { ExplanationView } from './explanation.view';
import { readHeaders } from './read.headers';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'];

/** Tells what would become of a request, without sending it. */
export function ExplainForm() {
  const { api } = useGateway();
  const form = useRef<HTMLFormElement>(null);
  const explanation = useSignal<Explanation | undefined>(undefined);
  const failure = useSignal('');

  const explain = async (event: Event): Promise<void> => {
    event.preventDefault();
    const said = new FormData(form.current!);
    const text = (name: string): string => {
      const value = said.get(name);
      return typeof value === 'string' ? value : '';
    };
    try {
      const request = {
        method: text('method'),
        url: text('url').trim(),
        headers: readHeaders(text('headers')),
        body: text('body') || undefined,
        client: text('client').trim() || undefined,
      };
      explanation.value = await api.send<Explanation>('POST', '/api/explain', request);
      failure.value = '';
    } catch (error) {
      explanation.value = undefined;
      failure.value = (error as Error).message;
    }
  };

  return (
    <section class="card" aria-labelledby="explain">
      <h2 id="explain">Explain a request</h2>
      <form ref={form} onSubmit={(event) => void explain(event)}>
        <div class="line">
          <select name="method" aria-label="Method">
            {METHODS.map((method) => (
              <option key={method}>{method}</option>
            ))}
          </select>
          <input name="url" required placeholder="/items/42" aria-label="Path or URL" autocomplete="off" />
          <button type="submit" class="strong">
            Explain
          </button>
        </div>
        <details>
          <summary>Headers, body, client</summary>
          <textarea name="headers" rows={3} placeholder="x-team: shop" aria-label="Headers, one a line" />
          <textarea name="body" rows={3} placeholder={'{"room": "lobby"}'} aria-label="Body" />
          <input
            name="client"
            placeholder="from 127.0.0.1"
            aria-label="Address of the client"
            autocomplete="off"
          />
        </details>
      </form>
      <div aria-live="polite">
        {failure.value !== '' && <p class="wrong">{failure.value}</p>}
        {explanation.value !== undefined && <ExplanationView explanation={explanation.value} />}
      </div>
    </section>
  );
}
