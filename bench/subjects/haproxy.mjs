import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { which } from '../which.mjs';

/** HAProxy with one thread; a stick table learns the items, as the gateway does. */
export const haproxy = {
  name: 'haproxy',
  title: 'HAProxy',
  sticky: 'stick table',
  missing: () => (which('haproxy') ? undefined : 'HAProxy is left out: `apt-get install haproxy` adds it.'),
  command({ port, backends, directory }) {
    const file = join(directory, 'haproxy.cfg');
    writeFileSync(file, configuration({ port, backends }));
    return { file: which('haproxy'), args: ['-db', '-q', '-f', file], env: {} };
  },
};

function configuration({ port, backends }) {
  const servers = backends
    .map((backend, index) => `  server s${index} ${new URL(backend).host} pool-max-conn 128`)
    .join('\n');
  return `
global
  nbthread 1
  maxconn 1024
defaults
  mode http
  option forwardfor
  option http-keep-alive
  http-reuse always
  timeout connect 2s
  timeout client 60s
  timeout server 60s
frontend public
  bind 127.0.0.1:${port}
  use_backend owners if { path_beg /items/ }
  default_backend turns
backend turns
  balance roundrobin
${servers}
backend owners
  balance roundrobin
  stick-table type string len 32 size 100k
  stick store-request url_param(item_id) if METH_POST
  stick match path,field(3,/) if !METH_POST
${servers}
`;
}
