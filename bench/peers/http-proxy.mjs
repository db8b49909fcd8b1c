import http from 'node:http';
import httpProxy from 'http-proxy';
import { agentOptions, nextBackend, port } from './surroundings.mjs';

const proxy = httpProxy.createProxyServer({ agent: new http.Agent(agentOptions), xfwd: true });
proxy.on('error', (error, request, response) => response.destroy(error));

http
  .createServer((request, response) => proxy.web(request, response, { target: nextBackend() }))
  .listen(port, '127.0.0.1');
