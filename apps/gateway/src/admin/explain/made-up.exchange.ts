import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { type ExplainRequest, type FieldError } from '@app/contracts';
import { ClientConnection } from '../../proxy/client.connection';
import { Exchange } from '../../proxy/exchange';
import { type ProxySettings } from '../../proxy/proxy.settings';
import { RequestHead } from '../../proxy/request.head';
import { InvalidRequest } from '../requests/invalid.request';

const NAME = /^[!#$%&'*+.^_`|~\w-]{1,128}$/;
const VALUE = /^[^\x00-\x08\x0a-\x1f\x7f\u0100-\uffff]{0,8192}$/;

/**
 * A request that was never sent, as if it had come from this machine. Its answer leads nowhere.
 *
 * @throws InvalidRequest for headers that cannot be sent; ProxyError for a head that the gateway refuses.
 */
export function madeUpExchange({ method, url, headers }: ExplainRequest, settings: ProxySettings): Exchange {
  const request = new IncomingMessage(new Socket());
  const rawHeaders = rawHeadersOf(headers);
  Object.assign(request, { method, url, httpVersion: '1.1', rawHeaders, complete: true });
  for (let at = 0; at < rawHeaders.length; at += 2)
    request.headers[rawHeaders[at].toLowerCase()] = rawHeaders[at + 1];
  const head = new RequestHead({ method, url, httpVersion: '1.1', upgrade: false, rawHeaders });
  const client = new ClientConnection({ remoteAddress: '127.0.0.1' } as Socket, settings.trustedProxies);
  const exchange = new Exchange(request, new ServerResponse(request), head, client, 'explained', undefined);
  head.read(settings.headLimits);
  exchange.target = head.path;
  return exchange;
}

function rawHeadersOf(headers: Readonly<Record<string, string>>): string[] {
  const bad = Object.entries(headers).filter(
    ([name, value]) => !NAME.test(name) || typeof value !== 'string' || !VALUE.test(value),
  );
  if (bad.length > 0) {
    const errors = bad.map(([name]): FieldError => ({
      loc: ['body', 'headers', name.slice(0, 100)],
      msg: 'must be a header that can be sent: a name, and text of one line',
      type: 'value_error',
    }));
    throw new InvalidRequest(errors);
  }
  const named = Object.keys(headers).some((name) => name.toLowerCase() === 'host');
  return [...(named ? [] : ['Host', 'localhost']), ...Object.entries(headers).flat()];
}
