import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type ServerResponse } from 'node:http';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { closedAfterTest } from '../support/closing';
import { ExampleServer } from './support/example-server';
import { RunningExample } from './support/running-example';

const PORTS = [9311, 9312];

/** A server made with the official SDK, with a tool that tells which server it is. */
function mcpServer({ server, name }: ExampleServer): void {
  const sessions = new Map<string, StreamableHTTPServerTransport>();
  const begin = async (): Promise<StreamableHTTPServerTransport> => {
    const transport: StreamableHTTPServerTransport = new StreamableHTTPServerTransport({
      sessionIdGenerator: () => randomUUID(),
      onsessioninitialized: (id) => void sessions.set(id, transport),
      onsessionclosed: (id) => void sessions.delete(id),
    });
    const mcp = new McpServer({ name, version: '1.0.0' });
    mcp.registerTool('whoami', {}, () => ({ content: [{ type: 'text', text: name }] }));
    await mcp.connect(transport);
    return transport;
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const id = request.headers['mcp-session-id'] as string | undefined;
    const transport = id === undefined ? await begin() : sessions.get(id);
    if (transport === undefined) response.writeHead(404).end();
    else await transport.handleRequest(request, response);
  };
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    answer(request, response).catch(() => response.destroy());
  });
}

async function connect(example: RunningExample) {
  const client = new Client({ name: 'test', version: '1.0.0' });
  const url = new URL(`http://127.0.0.1:${example.application.port}/mcp`);
  const transport = new StreamableHTTPClientTransport(url);
  await client.connect(transport);
  closedAfterTest({ close: () => client.close() });
  const whoami = async (): Promise<string> => {
    const { content } = await client.callTool({ name: 'whoami' });
    return (content as { text: string }[])[0].text;
  };
  return { client, transport, whoami };
}

describe('examples/mcp-servers.yaml', () => {
  it('keeps each session of the official client at the server that opened it', async () => {
    const servers = await Promise.all(PORTS.map((port) => ExampleServer.start(port, mcpServer)));
    const example = await RunningExample.start('mcp-servers.yaml', servers);
    const seen = new Set<string>();
    for (let session = 0; session < 4; session++) {
      const { client, whoami } = await connect(example);
      const first = client.getServerVersion()!.name;
      for (let call = 0; call < 5; call++) expect(await whoami()).toBe(first);
      seen.add(first);
    }
    expect(seen.size).toBe(2);
  });

  it('forgets a session that its client ends', async () => {
    const servers = await Promise.all(PORTS.map((port) => ExampleServer.start(port, mcpServer)));
    const example = await RunningExample.start('mcp-servers.yaml', servers);
    const { transport, whoami } = await connect(example);
    await whoami();
    expect(await example.sessions()).toBe(1);
    await transport.terminateSession();
    expect(await example.sessions()).toBe(0);
  });
});
