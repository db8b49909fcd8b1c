import {
  binaryHeader,
  detail,
  ipv4Addresses,
  ipv6Addresses,
  LOCAL,
  PROXY,
  TCP4,
  TCP6,
  textHeader,
} from '../../../../../../test/security/support/proxy-headers';
import { readProxyHeader } from './read-proxy-header';

const REQUEST = Buffer.from('GET / HTTP/1.1\r\nHost: h\r\n\r\n');
const UNKNOWN_CLIENT = { address: undefined, port: undefined };

/** Reads the header as it comes byte by byte, and together with what comes behind it. */
function clientOf(header: Buffer): unknown {
  for (let length = 0; length < header.length; length++) {
    expect(readProxyHeader(header.subarray(0, length)).kind).toBe('incomplete');
  }
  const read = readProxyHeader(Buffer.concat([header, REQUEST]));
  expect(read).toMatchObject({ kind: 'header', length: header.length });
  return read.kind === 'header' ? read.client : undefined;
}

describe('readProxyHeader', () => {
  it.each([
    ['IPv4', 'PROXY TCP4 203.0.113.7 198.51.100.1 56324 443\r\n', { address: '203.0.113.7', port: 443 }],
    ['IPv6', 'PROXY TCP6 2001:db8::7 2001:db8::1 0 8443\r\n', { address: '2001:db8::7', port: 8443 }],
    [
      'IPv6 in another spelling',
      'PROXY TCP6 2001:DB8:0:0:0:0:0:7 ::1 1 2\r\n',
      { address: '2001:db8::7', port: 2 },
    ],
    ['IPv4 as IPv6', 'PROXY TCP6 ::ffff:cb00:7107 ::1 1 2\r\n', { address: '::ffff:203.0.113.7', port: 2 }],
    ['an unknown client', 'PROXY UNKNOWN\r\n', UNKNOWN_CLIENT],
    ['an unknown client, in many words', `PROXY UNKNOWN ${'f'.repeat(91)}\r\n`, UNKNOWN_CLIENT],
  ])('reads a line about %s', (_name, line, client) => {
    expect(clientOf(Buffer.from(line))).toEqual(client);
  });

  it.each([
    ['IPv4', binaryHeader(PROXY, TCP4, ipv4Addresses(203, 0, 113, 7)), '203.0.113.7'],
    ['IPv6', binaryHeader(PROXY, TCP6, ipv6Addresses(0x2001, 0xdb8, 0, 0, 0, 0, 0, 7)), '2001:db8::7'],
    [
      'IPv4 as IPv6',
      binaryHeader(PROXY, TCP6, ipv6Addresses(0, 0, 0, 0, 0, 0xffff, 0xcb00, 0x7107)),
      '::ffff:203.0.113.7',
    ],
  ])('reads bytes about %s', (_name, header, address) => {
    expect(clientOf(header)).toEqual({ address, port: 443 });
  });

  it.each([
    ['without a family', binaryHeader(PROXY, 0x00, Buffer.alloc(0))],
    ['of datagrams', binaryHeader(PROXY, 0x12, ipv4Addresses(203, 0, 113, 7))],
    ['of Unix sockets', binaryHeader(PROXY, 0x31, Buffer.alloc(216))],
  ])('finds no client in a header %s', (_name, header) => {
    expect(clientOf(header)).toEqual(UNKNOWN_CLIENT);
  });

  it('knows that a proxy speaks for itself', () => {
    expect(clientOf(binaryHeader(LOCAL, 0x00, Buffer.alloc(0)))).toBeUndefined();
    expect(clientOf(binaryHeader(LOCAL, TCP4, ipv4Addresses(203, 0, 113, 7)))).toBeUndefined();
    expect(clientOf(binaryHeader(LOCAL, TCP4, Buffer.alloc(3)))).toBeUndefined();
  });

  it('skips what else the proxy tells, up to 4 KiB of it', () => {
    const details = [
      detail(0x03, Buffer.from([1, 2, 3, 4])),
      detail(0xea, Buffer.alloc(2000)),
      Buffer.from([4]),
    ];
    const rest = Buffer.concat([ipv4Addresses(203, 0, 113, 7), ...details]);
    expect(clientOf(binaryHeader(PROXY, TCP4, rest))).toEqual({ address: '203.0.113.7', port: 443 });
    const most = Buffer.concat([ipv4Addresses(203, 0, 113, 7), Buffer.alloc(4068)]);
    expect(clientOf(binaryHeader(PROXY, TCP4, most))).toEqual({ address: '203.0.113.7', port: 443 });
    expect(readProxyHeader(binaryHeader(PROXY, TCP4, Buffer.concat([most, Buffer.alloc(1)]))).kind).toBe(
      'malformed',
    );
  });

  it.each([
    'GET / HTTP/1.1\r\n',
    'P ',
    'PROXX ',
    'proxy TCP4 203.0.113.7 198.51.100.1 1 2\r\n',
    'PROXY  TCP4 203.0.113.7 198.51.100.1 1 2\r\n',
    'PROXY TCP4 203.0.113.7 198.51.100.1 1 2 \r\n',
    'PROXY TCP4 203.0.113.7 198.51.100.1 1\r\n',
    'PROXY TCP4\r\n',
    'PROXY \r\n',
    'PROXY TCP5 203.0.113.7 198.51.100.1 1 2\r\n',
    'PROXY TCP4 203.0.113.007 198.51.100.1 1 2\r\n',
    'PROXY TCP4 203.0.113.7.1 198.51.100.1 1 2\r\n',
    'PROXY TCP4 2001:db8::7 198.51.100.1 1 2\r\n',
    'PROXY TCP6 203.0.113.7 198.51.100.1 1 2\r\n',
    'PROXY TCP6 fe80::1%eth0 ::1 1 2\r\n',
    'PROXY TCP4 localhost 198.51.100.1 1 2\r\n',
    'PROXY TCP4 203.0.113.7 198.51.100.1 01 2\r\n',
    'PROXY TCP4 203.0.113.7 198.51.100.1 1 65536\r\n',
    'PROXY TCP4 203.0.113.7 198.51.100.1 -1 2\r\n',
    'PROXY TCP4 203.0.113.7 198.51.100.1 1 2\n\r\n',
    `PROXY UNKNOWN ${'f'.repeat(92)}\r\n`,
    `PROXY ${'f'.repeat(101)}`,
    '\r\nGET / HTTP/1.1\r\n',
    '\r\n\r\n\0\r\nQUIX\n\x21\x11\0\x0c',
    '\x16\x03\x01\x02\x00\x01\x00',
  ])('takes %j for no header', (bytes) => {
    expect(readProxyHeader(Buffer.from(bytes, 'latin1')).kind).toBe('malformed');
  });

  it.each([
    ['of another version', binaryHeader(0x11, TCP4, ipv4Addresses(203, 0, 113, 7))],
    ['with another command', binaryHeader(0x22, TCP4, ipv4Addresses(203, 0, 113, 7))],
    ['of another family', binaryHeader(PROXY, 0x41, Buffer.alloc(216))],
    ['of another protocol', binaryHeader(PROXY, 0x13, ipv4Addresses(203, 0, 113, 7))],
    ['too short for its addresses', binaryHeader(PROXY, TCP4, Buffer.alloc(11))],
    ['too short for IPv6', binaryHeader(PROXY, TCP6, ipv4Addresses(203, 0, 113, 7))],
    ['too short for Unix sockets', binaryHeader(PROXY, 0x31, Buffer.alloc(12))],
    ['of 64 KiB, before they come', binaryHeader(PROXY, TCP4, ipv4Addresses(203, 0, 113, 7), 65_535)],
  ])('takes a header %s for none', (_name, header) => {
    expect(readProxyHeader(header).kind).toBe('malformed');
  });

  it('takes the longest line of version 1', () => {
    const address = 'ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255';
    const header = textHeader(address, '2001:db8::1', 65_535);
    expect(header.length).toBeLessThanOrEqual(107);
    expect(readProxyHeader(header)).toMatchObject({ kind: 'header', length: header.length });
  });
});
