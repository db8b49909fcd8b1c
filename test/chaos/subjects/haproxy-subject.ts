import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { which } from '../../../bench/which.mjs';
import { freePorts, type Processes } from '../../support/processes';
import { type RunningSubject, type Subject, type Wishes } from './subject';
import { untilListening } from './until-listening';

/** HAProxy with one thread, probes, and GETs tried again on whatever it can notice. */
export const haproxy: Subject = {
  name: 'haproxy',
  title: 'HAProxy',
  missing: () => (which('haproxy') ? undefined : 'HAProxy is left out: `apt-get install haproxy` adds it.'),
  async start(processes: Processes, wishes: Wishes): Promise<RunningSubject> {
    const [port] = await freePorts(1);
    const file = join(wishes.folder, 'haproxy.cfg');
    writeFileSync(file, configuration(port, wishes));
    const process = processes.start(which('haproxy')!, ['-db', '-q', '-f', file]);
    await untilListening(port, process);
    return { port, process };
  },
};

function configuration(
  port: number,
  { backendPorts, connectTimeout, responseTimeout, balance }: Wishes,
): string {
  const servers = backendPorts
    .map((backend, at) => `  server s${at} 127.0.0.1:${backend} check inter 500ms fall 2 rise 2`)
    .join('\n');
  return `
global
  nbthread 1
  maxconn 4096
defaults
  mode http
  option http-keep-alive
  option redispatch 1
  http-reuse always
  retries 2
  timeout connect ${connectTimeout}ms
  timeout client 30s
  timeout server ${responseTimeout}ms
frontend public
  bind 127.0.0.1:${port}
  default_backend backends
backend backends
  balance ${balance === 'round-robin' ? 'roundrobin' : 'leastconn'}
  retry-on all-retryable-errors
  http-request disable-l7-retry if METH_POST
${servers}
`;
}
