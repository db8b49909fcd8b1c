import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { which } from '../../which.mjs';

/** The first version whose free edition has `sticky learn`. */
const LEARNS = [1, 29, 6];

const program = () => process.env.NGINX_BINARY ?? which('nginx');

/** nginx that learns the owner from creates, or hashes the id where its version cannot learn. */
export const nginx = {
  name: 'nginx',
  title: () =>
    `nginx ${version().join('.')} (${learns() ? 'sticky learn' : 'hash, as it has no sticky learn'})`,
  missing: () => (program() ? undefined : 'nginx is left out: `apt-get install nginx-light` adds it.'),
  command({ port, ports, directory }) {
    const file = join(directory, 'nginx.conf');
    writeFileSync(file, configuration({ port, ports, directory }));
    return { file: program(), args: ['-p', directory, '-c', file, '-e', 'stderr'], env: {} };
  },
};

function version() {
  const { stderr } = spawnSync(program(), ['-v'], { encoding: 'utf8' });
  return /([0-9]+)\.([0-9]+)\.([0-9]+)/.exec(stderr).slice(1).map(Number);
}

function learns() {
  const own = version();
  const differing = own.findIndex((part, at) => part !== LEARNS[at]);
  return differing === -1 || own[differing] > LEARNS[differing];
}

function configuration({ port, ports, directory }) {
  const servers = ports.map((own) => `server 127.0.0.1:${own} max_fails=3 fail_timeout=2s;`).join(' ');
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${join(directory, `nginx-${kind}`)};`)
    .join('\n  ');
  const [hash, sticky] = learns()
    ? ['', 'sticky learn create=$created lookup=$item zone=owners:8m timeout=1h;']
    : ['hash $item consistent;', ''];
  return `
daemon off;
worker_processes 1;
pid ${join(directory, 'nginx.pid')};
error_log stderr crit;
events { worker_connections 1024; }
http {
  access_log off;
  ${temporary}
  map_hash_bucket_size 512;
  map $uri $by_path { "~^/items/(?<id>[^/]+)$" $id; default ""; }
  map $by_path $item { "" $arg_item_id; default $by_path; }
  map $request_method $created { POST $arg_item_id; default ""; }
  upstream items { zone items 256k; ${hash} ${servers} ${sticky} keepalive 16; }
  proxy_http_version 1.1;
  proxy_set_header Connection "";
  proxy_next_upstream error timeout;
  server {
    listen 127.0.0.1:${port};
    location / { proxy_pass http://items; }
  }
}
`;
}
