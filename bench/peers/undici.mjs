import http from 'node:http';
import { Pool } from 'undici';
import { backends, nextBackend, port } from './surroundings.mjs';

const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'te', 'upgrade', 'expect']);
const pools = new Map(backends.map((backend) => [backend, new Pool(backend, { connections: 64 })]));

/** Streams one answer back, by undici's cheapest interface. */
class Relay {
  constructor(response) {
    this.response = response;
  }

  onRequestStart(controller) {
    this.response.on('drain', () => controller.resume());
    this.response.on('close', () => this.response.writableFinished || controller.abort(new Error('left')));
  }

  onResponseStart(controller, status, headers) {
    for (const name of HOP_BY_HOP) delete headers[name];
    this.response.writeHead(status, headers);
  }

  onResponseData(controller, chunk) {
    if (!this.response.write(chunk)) controller.pause();
  }

  onResponseEnd() {
    this.response.end();
  }

  onResponseError(controller, error) {
    this.response.destroy(error);
  }
}

http
  .createServer((request, response) => {
    const { method, url: path } = request;
    const headers = { ...request.headers, 'x-forwarded-for': request.socket.remoteAddress };
    for (const name of HOP_BY_HOP) delete headers[name];
    const body = method === 'GET' || method === 'HEAD' ? null : request;
    pools.get(nextBackend()).dispatch({ method, path, headers, body }, new Relay(response));
  })
  .listen(port, '127.0.0.1');
