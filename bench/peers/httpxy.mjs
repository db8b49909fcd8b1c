import http from 'node:http';
import { createProxyServer } from 'httpxy';
import { agentOptions, nextBackend, port } from './surroundings.mjs';

const proxy = createProxyServer({ agent: new http.Agent(agentOptions), xfwd: true });

http
  .createServer((request, response) => {
    proxy.web(request, response, { target: nextBackend() }).catch((error) => response.destroy(error));
  })
  .listen(port, '127.0.0.1');
