import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { which } from '../../which.mjs';

/** HAProxy with a stick table by the id, and checks. */
export const haproxy = {
  name: 'haproxy',
  title: () => 'HAProxy (stick table)',
  missing: () => (which('haproxy') ? undefined : 'HAProxy is left out: `apt-get install haproxy` adds it.'),
  command({ port, ports, directory }) {
    const file = join(directory, 'haproxy.cfg');
    writeFileSync(file, configuration(port, ports));
    return { file: which('haproxy'), args: ['-db', '-q', '-f', file], env: {} };
  },
};

function configuration(port, ports) {
  const servers = ports.map((own, at) => `  server s${at} 127.0.0.1:${own} check inter 500ms`).join('\n');
  return `
global
  nbthread 1
  maxconn 2000
defaults
  mode http
  timeout connect 2s
  timeout client 30s
  timeout server 30s
  retries 2
frontend public
  bind 127.0.0.1:${port}
  default_backend items
backend items
  balance roundrobin
  stick-table type string len 512 size 100k expire 1h
  acl by_query url_param(item_id) -m found
  stick on url_param(item_id) if by_query
  stick on path,field(3,/) if !by_query
  option redispatch
${servers}
`;
}
