import fastifyHttpProxy from '@fastify/http-proxy';
import fastify from 'fastify';
import { nextBackend, port } from './surroundings.mjs';

const app = fastify({ logger: false });
await app.register(fastifyHttpProxy, { upstream: '', replyOptions: { getUpstream: nextBackend } });
await app.listen({ port, host: '127.0.0.1' });
