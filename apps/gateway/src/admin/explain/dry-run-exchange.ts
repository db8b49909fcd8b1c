import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { type ExplainRequest, type FieldError } from '@app/contracts';
import { ClientConnection } from '../../data-plane/exchange/client-connection';
import { takeOffNamed } from '../../data-plane/connection-options';
import { Exchange } from '../../data-plane/exchange/exchange';
import { type ProxySettings } from '../../data-plane/exchange/proxy-settings';
import { RequestHead } from '../../data-plane/http/request-head';
import { InvalidRequest } from '../requests/invalid-request';

const NAME = /^[!#$%&'*+.^_`|~\w-]{1,128}$/;
const VALUE = /^[^\x00-\x08\x0a-\x1f\x7f\u0100-\uffff]{0,8192}$/;

/**
 * A request that was never sent, with as much of its body as the gateway would look at. Its answer leads nowhere.
 *
 * @throws InvalidRequest for headers that cannot be sent; ProxyError for a head that the gateway refuses.
 */
export function dryRunExchange(wanted: ExplainRequest, settings: ProxySettings): Exchange {
  const { method, url, body } = wanted;
  const request = new IncomingMessage(new Socket());
  const rawHeaders = rawHeadersOf(wanted);
  Object.assign(request, { method, url, httpVersion: '1.1', rawHeaders, complete: true });
  for (let at = 0; at < rawHeaders.length; at += 2)
    request.headers[rawHeaders[at].toLowerCase()] = rawHeaders[at + 1];
  const head = new RequestHead({ method, url, httpVersion: '1.1', upgrade: false, rawHeaders });
  const client = new ClientConnection({ remoteAddress: wanted.client } as Socket, settings.trustedProxies);
  head.read(settings.headLimits);
  if (head.hopByHop !== undefined) takeOffNamed(request, head.hopByHop);
  const exchange = new Exchange(request, new ServerResponse(request), head, client, 'explained', undefined);
  if (body !== undefined) exchange.peeked = { chunks: [Buffer.from(body)], isWhole: true };
  return exchange;
}

function rawHeadersOf({ headers, body }: ExplainRequest): string[] {
  check(headers);
  const fields = { ...headers };
  const names = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  if (!names.has('host')) fields.Host = 'localhost';
  if (body !== undefined && !names.has('content-type')) fields['Content-Type'] = 'application/json';
  const isFramed = names.has('content-length') || names.has('transfer-encoding');
  if (body !== undefined && !isFramed) fields['Content-Length'] = String(Buffer.byteLength(body));
  return Object.entries(fields).flat();
}

/** @throws InvalidRequest */
function check(headers: Readonly<Record<string, string>>): void {
  const errors = Object.entries(headers)
    .filter(([name, value]) => !NAME.test(name) || typeof value !== 'string' || !VALUE.test(value))
    .map(([name]): FieldError => ({
      loc: ['body', 'headers', name.slice(0, 100)],
      msg: 'must be a valid header: a name, and a value of one line',
      type: 'value_error',
    }));
  if (errors.length > 0) throw new InvalidRequest(errors);
}
