import { HTTP_METHODS, isIdempotent, isSafe } from './http-methods';

/** https://www.iana.org/assignments/http-methods: name, safe, idempotent; without the `*` that names no method. */
const REGISTRY = `
ACL no yes
BASELINE-CONTROL no yes
BIND no yes
CHECKIN no yes
CHECKOUT no yes
CONNECT no no
COPY no yes
DELETE no yes
GET yes yes
HEAD yes yes
LABEL no yes
LINK no yes
LOCK no no
MERGE no yes
MKACTIVITY no yes
MKCALENDAR no yes
MKCOL no yes
MKREDIRECTREF no yes
MKWORKSPACE no yes
MOVE no yes
OPTIONS yes yes
ORDERPATCH no yes
PATCH no no
POST no no
PRI yes yes
PROPFIND yes yes
PROPPATCH no yes
PUT no yes
QUERY yes yes
REBIND no yes
REPORT yes yes
SEARCH yes yes
TRACE yes yes
UNBIND no yes
UNCHECKOUT no yes
UNLINK no yes
UNLOCK no yes
UPDATE no yes
UPDATEREDIRECTREF no yes
VERSION-CONTROL no yes`;

const ROWS = REGISTRY.trim()
  .split('\n')
  .map((row) => row.split(' '));

describe('the table of methods', () => {
  it('has those of the registry, and no others', () => {
    expect([...HTTP_METHODS.keys()].toSorted()).toEqual(ROWS.map(([name]) => name));
  });

  it.each(ROWS)('says of %s what the registry says: safe %s, idempotent %s', (name, safe, idempotent) => {
    expect([isSafe(name), isIdempotent(name)]).toEqual([safe === 'yes', idempotent === 'yes']);
  });

  it.each(['', 'get', 'PURGE', 'M-SEARCH', 'BREW', '__proto__'])(
    'takes no unknown one for harmless: "%s"',
    (name) => {
      expect([isSafe(name), isIdempotent(name)]).toEqual([false, false]);
    },
  );
});
