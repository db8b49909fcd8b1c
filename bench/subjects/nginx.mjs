import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { which } from '../which.mjs';

/** nginx with one worker, tuned as its documentation advises; files and logs stay in the run's directory. */
export const nginx = {
  name: 'nginx',
  title: 'nginx',
  sticky: 'hash of the id',
  missing: () => (which('nginx') ? undefined : 'nginx is left out: `apt-get install nginx-light` adds it.'),
  command({ port, backends, directory }) {
    const file = join(directory, 'nginx.conf');
    writeFileSync(file, configuration({ port, backends, directory }));
    return { file: which('nginx'), args: ['-p', directory, '-c', file, '-e', 'stderr'], env: {} };
  },
};

function configuration({ port, backends, directory }) {
  const servers = backends.map((backend) => `server ${new URL(backend).host};`).join(' ');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${join(directory, `nginx-${kind}`)};`)
    .join('\n  ');
  return `
daemon off;
worker_processes 1;
pid ${join(directory, 'nginx.pid')};
error_log stderr error;
events { worker_connections 1024; }
http {
  access_log off;
  ${temporary}
  keepalive_requests 1000000000;
  client_max_body_size 64m;
  upstream turns { ${servers} keepalive 128; keepalive_requests 1000000000; }
  upstream owners { hash $item consistent; ${servers} keepalive 128; keepalive_requests 1000000000; }
  map $request_uri $item { "~[/=](?<id>[0-9]+)$" $id; default 0; }
  # As all the others do: bodies stream, and nothing goes to disk.
  proxy_request_buffering off;
  proxy_max_temp_file_size 0;
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  proxy_set_header Host $http_host;
  proxy_set_header X-Forwarded-For $remote_addr;
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass http://turns; }
    location /items/ { proxy_pass http://owners; }
  }
}
`;
}
