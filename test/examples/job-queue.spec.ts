import { type IncomingMessage, type ServerResponse } from 'node:http';
import { ExampleServer } from './support/example-server';
import { RunningExample } from './support/running-example';

const PORTS = [9301, 9302];

/** A worker that makes up the ids of its jobs. */
function worker(server: ExampleServer, says: 'location' | 'body'): void {
  const jobs = new Map<string, string>();
  let made = 0;
  server.server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const [, , id, part] = request.url!.split('/');
    request.resume();
    if (request.method === 'POST' && id === undefined) {
      const name = `${server.name}-${++made}`;
      jobs.set(name, 'running');
      if (says === 'location') response.writeHead(202, { location: `/jobs/${name}` }).end();
      else response.writeHead(202, { 'content-type': 'application/json' }).end(JSON.stringify({ id: name }));
    } else if (!jobs.has(id)) {
      response.writeHead(404).end();
    } else {
      if (part === 'cancel') jobs.set(id, 'cancelled');
      response.end(`${id} ${jobs.get(id)} on ${server.name}`);
    }
  });
}

async function started(says: 'location' | 'body'): Promise<RunningExample> {
  const servers = await Promise.all(
    PORTS.map((port) => ExampleServer.start(port, (own) => worker(own, says))),
  );
  return RunningExample.start('job-queue.yaml', servers);
}

describe('examples/job-queue.yaml', () => {
  it('asks the worker that runs a job for whatever belongs to it', async () => {
    const example = await started('location');
    for (let times = 0; times < 6; times++) {
      const { headers } = await example.fetch('/jobs', { method: 'POST' });
      const id = headers.location!.split('/')[2];
      const owner = id.split('-')[0];
      expect((await example.fetch(`/jobs/${id}/log`)).text).toBe(`${id} running on ${owner}`);
      await example.fetch(`/jobs/${id}/cancel`, { method: 'POST' });
      expect((await example.fetch(`/jobs/${id}`)).text).toBe(`${id} cancelled on ${owner}`);
    }
  });

  it('learns the id from the body, too', async () => {
    const example = await started('body');
    const { text } = await example.fetch('/jobs', { method: 'POST' });
    const { id } = JSON.parse(text) as { id: string };
    expect((await example.fetch(`/jobs/${id}`)).text).toContain(`${id} running`);
  });

  it('finds a job that it does not know, before it is cancelled', async () => {
    const example = await started('location');
    const before = await example.fetch('/jobs', { method: 'POST' });
    const [, , id] = before.headers.location!.split('/');
    const again = await RunningExample.start('job-queue.yaml', example.servers);
    expect((await again.fetch(`/jobs/${id}/cancel`, { method: 'POST' })).text).toContain(`${id} cancelled`);
    expect((await again.fetch('/jobs/no-such-job')).status).toBe(404);
  });
});
