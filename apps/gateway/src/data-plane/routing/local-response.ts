import { type Exchange } from '../exchange/exchange';

/** Responds without a backend. */
export type LocalResponse = (exchange: Exchange) => void;

export interface RedirectSettings {
  readonly status: number;
  /** A path, or a URL in which `{host}` and `{uri}` stand for those of the request. */
  readonly to: string;
}

export interface RespondSettings {
  readonly status: number;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** Sends the client elsewhere. */
export function redirectTo({ status, to }: RedirectSettings): LocalResponse {
  return (exchange) => {
    // Host and path were checked, so nothing in them can end the header or change the URL's host.
    const location = to.replace('{host}', hostName(exchange.head.host)).replace('{uri}', exchange.head.path);
    exchange.respondLocally(status, ['Location', location], '');
  };
}

/** Gives every client the same answer. */
export function respondWith({ status, body, headers = {} }: RespondSettings): LocalResponse {
  const pairs = Object.entries(headers).flat();
  const namesType = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  const all = namesType || body === '' ? pairs : ['Content-Type', 'text/plain; charset=utf-8', ...pairs];
  return (exchange) => exchange.respondLocally(status, all, body);
}

function hostName(host: string): string {
  return host.replace(/:[0-9]*$/, '');
}
