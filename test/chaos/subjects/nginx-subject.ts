import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { which } from '../../../bench/which.mjs';
import { freePorts, type Processes } from '../../support/processes';
import { type RunningSubject, type Subject, type Wishes } from './subject';
import { untilListening } from './until-listening';

/** nginx with one worker, configured to retry GETs after every fault that it can notice. */
export const nginx: Subject = {
  name: 'nginx',
  title: 'nginx',
  missing: () => (which('nginx') ? undefined : 'nginx is left out: `apt-get install nginx-light` adds it.'),
  async start(processes: Processes, wishes: Wishes): Promise<RunningSubject> {
    const [port] = await freePorts(1);
    const file = join(wishes.folder, 'nginx.conf');
    writeFileSync(file, configuration(port, wishes));
    const process = processes.start(which('nginx')!, ['-p', wishes.folder, '-c', file, '-e', 'stderr']);
    await untilListening(port, process);
    return { port, process };
  },
};

function configuration(
  port: number,
  { backendPorts, folder, connectTimeout, responseTimeout, balance }: Wishes,
): string {
  const servers = backendPorts.map((backend) => `server 127.0.0.1:${backend};`).join(' ');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${join(folder, `nginx-${kind}`)};`)
    .join('\n  ');
  return `
daemon off;
worker_processes 1;
pid ${join(folder, 'nginx.pid')};
error_log stderr crit;
events { worker_connections 4096; }
http {
  access_log off;
  ${temporary}
  upstream backends { ${balance === 'round-robin' ? '' : 'least_conn;'} ${servers} keepalive 64; }
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  proxy_connect_timeout ${connectTimeout}ms;
  proxy_read_timeout ${responseTimeout}ms;
  proxy_next_upstream error timeout invalid_header http_502 http_503 http_504;
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass http://backends; }
  }
}
`;
}
