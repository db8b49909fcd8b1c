import { scalar } from './scalar';

/** Where a backend listens: `http://host:port` and `https://host:port` always with the port, or `unix:/path.sock`. */
export function backendUrl() {
  return scalar({
    allowed:
      'http://host:port, https://host:port, host:port or unix:/path.sock, without a path behind the port',
    read: (value) => (typeof value === 'string' ? normalise(value) : undefined),
    json: { title: 'backend URL', type: 'string' },
  });
}

/** The id of a backend that is given none: stable, and unique as long as its address is. */
export function backendIdOf(url: string): string {
  return url.startsWith('unix:/')
    ? url.slice('unix:/'.length).replaceAll('/', '-')
    : url.slice(url.indexOf('//') + 2);
}

function normalise(value: string): string | undefined {
  if (/^unix:\/[^\s/][^\s]*$/.test(value)) return value;
  const bare = /^(\[[\da-fA-F:.]+\]|[^\s:/?#@]+):\d+$/.test(value);
  const written = bare ? `http://${value}` : value;
  if (!/^https?:\/\/[^\s/?#@\\]+\/?$/i.test(written) || !URL.canParse(written)) return undefined;
  const { protocol, hostname, port } = new URL(written);
  if (port === '0') return undefined;
  return `${protocol}//${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
}
