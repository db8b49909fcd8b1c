import http from 'node:http';

/** A colon needs no encoding, and proxies differ in what they decode. */
const encoded = (id) => encodeURIComponent(id).replaceAll('%3A', ':');

/** A client of one proxy. */
export class Client {
  #agent = new http.Agent({ keepAlive: true, maxSockets: 64 });

  constructor(port) {
    this.port = port;
  }

  create(id) {
    return this.send('POST', `/items/?item_id=${encoded(id)}`);
  }

  read(id) {
    return this.send('GET', `/items/${encoded(id)}`);
  }

  delete(id) {
    return this.send('DELETE', `/items/${encoded(id)}`);
  }

  /** Resolves with the status; 0 without a complete response. */
  send(method, path) {
    return new Promise((resolve) => {
      const headers = method === 'POST' ? { 'content-length': 0 } : {};
      const options = { host: '127.0.0.1', port: this.port, agent: this.#agent, method, path, headers };
      http
        .request(options, (response) =>
          response
            .resume()
            .on('end', () => resolve(response.statusCode))
            .on('error', () => resolve(0)),
        )
        .on('error', () => resolve(0))
        .end();
    });
  }

  close() {
    this.#agent.destroy();
  }
}
