/** A file to start from: the defaults where there are any, and one of everything else. */
export const EXAMPLE = `# yaml-language-server: $schema=./gateway.schema.json

listen:
  port: 8080
  # trustedProxies: [10.0.0.0/8] # proxies in front of the gateway, whose X-Forwarded-* headers are trusted

admin: { port: 8081, host: 127.0.0.1 }

pools:
  items:
    balance: round-robin
    backends:
      - http://127.0.0.1:8000
      - { id: big, url: 'http://127.0.0.1:8001', weight: 3, maxInFlight: 200 }
    retry: { attempts: 3, budget: 20% }
  static: { balance: least-requests, backends: ['http://127.0.0.1:9000'] }

routes: # the most specific one wins
  - { host: api.example.com, path: /items, pool: items, affinity: [items] }
  - { path: /assets, methods: [GET, HEAD], pool: static, stripPrefix: /assets, timeouts: { response: 5s } }
  - { path: /old, redirect: { status: 308, to: 'https://{host}/new' } }
  - { path: /robots.txt, respond: { status: 200, body: 'User-agent: *' } }
  - { path: /, pool: items }

affinity: # who created an item keeps it
  items: { key: [{ path: '/items/:item_id' }, { query: item_id }], claim: [POST] }
`;
