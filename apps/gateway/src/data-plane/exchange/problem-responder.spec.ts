import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { FakeClock } from '../../../../../test/support/fake-clock';
import { BadRequestError } from '../errors/client.errors';
import { type DecisionHeader } from '../decision-header';
import { Exchange } from './exchange';
import { ProblemResponder } from './problem-responder';
import { ProxySettings } from './proxy-settings';

/** The answer to a request whose exchange has these fields to send. */
function answered(fields: readonly string[]): ServerResponse {
  const request = new IncomingMessage(new Socket());
  Object.assign(request, { method: 'GET', complete: true });
  Object.defineProperty(request.socket, 'writable', { value: true });
  const response = new ServerResponse(request);
  const exchange = new Exchange(
    request,
    response,
    { path: '/' } as never,
    undefined as never,
    'id-1',
    undefined,
  );
  exchange.addResponseFields(fields);
  const decisions = { valueFor: () => undefined } as unknown as DecisionHeader;
  new ProblemResponder(new ProxySettings(), decisions, new FakeClock()).answer(
    exchange,
    new BadRequestError('It is odd.'),
  );
  return response;
}

describe('ProblemResponder', () => {
  it('sends the fields that every answer gets', () => {
    expect(answered(['X-All', 'yes'])).toMatchObject({ statusCode: 400, headersSent: true });
  });

  it.each([
    ['a value that is no text of HTTP', ['X-Odd', '\u0100']],
    ['a line break', ['X-Odd', 'a\r\nb: c']],
    ['a name that is none', ['X Odd', 'a']],
  ])('does without a field that cannot be sent, rather than to throw: %s', (_name, fields) => {
    expect(answered(fields)).toMatchObject({ statusCode: 400, headersSent: true });
  });
});
