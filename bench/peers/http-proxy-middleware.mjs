import http from 'node:http';
import express from 'express';
import { createProxyMiddleware } from 'http-proxy-middleware';
import { agentOptions, nextBackend, port } from './surroundings.mjs';

const app = express();
app.use(
  createProxyMiddleware({
    target: 'http://127.0.0.1',
    router: nextBackend,
    agent: new http.Agent(agentOptions),
    xfwd: true,
  }),
);
app.listen(port, '127.0.0.1');
