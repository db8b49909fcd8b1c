import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

const HOST = /^(?:[A-Za-z0-9._~-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?$/;
/** A redirect needs nothing of a request but its head, and that at once. */
const HEADERS_TIMEOUT_MS = 5_000;
const KEEP_ALIVE_MS = 5_000;
const MAX_CONNECTIONS = 1_000;

/** Who knows which clients may not come in. */
export interface ClientAddressCheck {
  /** Answers such a client; true when it has. */
  rejectIfForbidden(request: IncomingMessage, response: ServerResponse): boolean;
}

/**
 * A listener that sends every client that may come in to the same address by https (RFC 9110 §15.4.9), and serves
 * nothing else.
 *
 * @param securePort asked for each time, since a listener may get any free port.
 */
export function redirectListener(doorkeeper: ClientAddressCheck, securePort: () => number): Server {
  const server = createServer(
    {
      headersTimeout: HEADERS_TIMEOUT_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: 1_000,
    },
    (request, response) => {
      // Nothing that may come behind the head is of interest, whatever the answer.
      response.shouldKeepAlive = false;
      if (!doorkeeper.rejectIfForbidden(request, response)) redirect(request, response, securePort());
    },
  );
  server.maxConnections = MAX_CONNECTIONS;
  server.on('upgrade', (_request, socket) => socket.destroy());
  server.on('connect', (_request, socket) => socket.destroy());
  return server;
}

function redirect(request: IncomingMessage, response: ServerResponse, port: number): void {
  const { host = '' } = request.headers;
  const target = request.url ?? '/';
  // A request in another form than that of browsers has no target for the redirect.
  if (!HOST.test(host) || target[0] !== '/') {
    response.writeHead(400, { Connection: 'close', 'Content-Length': 0 }).end();
    return;
  }
  const name = host.replace(/:[0-9]+$/, '');
  const authority = port === 443 ? name : `${name}:${port}`;
  // The body, if there is one, is of no interest.
  response.writeHead(308, {
    Location: `https://${authority}${target}`,
    Connection: 'close',
    'Content-Length': 0,
  });
  response.end();
}
