import { BlockList, isIPv6, SocketAddress } from 'node:net';
import * as fc from 'fast-check';
import { ipv6Groups, isLoopbackIp, isUnspecifiedIp, plainIp } from './ip-address';

const groups = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 });
const ipv4 = fc.ipV4();

/** The texts in which some program could write the address: letters of both cases, zeros written and left out, IPv4 at the end. */
function spellings(address: readonly number[]): string[] {
  const hex = address.map((group) => group.toString(16));
  const padded = hex.map((group) => group.padStart(4, '0'));
  const [high, low] = address.slice(6);
  const dotted = [high >> 8, high & 255, low >> 8, low & 255].join('.');
  const plain = [hex.join(':'), padded.join(':'), `${hex.slice(0, 6).join(':')}:${dotted}`];
  const short = new SocketAddress({ address: hex.join(':'), family: 'ipv6' }).address;
  const all = [...plain, short, ...plain.map((text) => text.replace(/(?:(?<=^|:)0+:){2,}/, ':'))].map(
    (text) =>
      // A run of zeros at the very beginning leaves one colon where there are two.
      text.startsWith(':') && !text.startsWith('::') ? `:${text}` : text,
  );
  const both = all.flatMap((text) => [text, text.toUpperCase(), `${text}%eth0`]);
  return both.filter((text) => isIPv6(text));
}

function groupsOf(dotted: string): [number, number] {
  const [first, second, third, fourth] = dotted.split('.').map(Number);
  return [first * 256 + second, third * 256 + fourth];
}

describe('plainIp', () => {
  it('spells an IPv4 address in one way, wherever it is mapped or translated to IPv6', () => {
    fc.assert(
      fc.property(ipv4, (address) => {
        const last = groupsOf(address);
        const texts = [
          ...spellings([0, 0, 0, 0, 0, 0xffff, ...last]),
          ...spellings([0x64, 0xff9b, 0, 0, 0, 0, ...last]),
        ];
        expect(texts.length).toBeGreaterThan(10);
        expect(new Set(texts.map(plainIp))).toEqual(new Set([address]));
      }),
    );
  });

  it('spells every other IPv6 address in one way, which is that of the system', () => {
    fc.assert(
      fc.property(groups, (address) => {
        const texts = spellings(address);
        const found = new Set(texts.map(plainIp));
        expect(found.size).toBe(1);
        const [text] = found;
        const list = new BlockList();
        list.addAddress(address.map((group) => group.toString(16)).join(':'), 'ipv6');
        expect(list.check(text, isIPv6(text) ? 'ipv6' : 'ipv4')).toBe(true);
      }),
    );
  });

  it.each([
    '2001:db8::1',
    '::',
    '::1',
    '::1.2.3.4',
    '64:ff9b:1::1',
    '64:ff9b::1:0:1.2.3.4',
    '::fffe:1.2.3.4',
  ])('leaves %s an IPv6 address', (address) => expect(isIPv6(plainIp(address))).toBe(true));

  it.each([
    '',
    'unknown',
    '_hidden',
    '1.2.3.4',
    '1.2.3.4:80',
    '::ffff:1.2.3',
    '::ffff:1.2.3.256',
    ':::',
    '%eth0',
  ])('leaves "%s" as it is', (text) => expect(plainIp(text)).toBe(text));

  it('knows the addresses that lead to this machine', () => {
    for (const address of ['127.0.0.1', '127.255.0.9', '::1', '::ffff:127.0.0.1', '::FFFF:7f00:1'])
      expect(isLoopbackIp(plainIp(address))).toBe(true);
    for (const address of ['0.0.0.0', '::', '0:0::0', '::ffff:0:0'])
      expect(isUnspecifiedIp(plainIp(address))).toBe(true);
    for (const address of ['128.0.0.1', '::2', '10.0.0.1', 'localhost'])
      expect([isLoopbackIp(address), isUnspecifiedIp(address)]).toEqual([false, false]);
  });
});

describe('ipv6Groups', () => {
  it('has the eight groups of an address, however it is written', () => {
    fc.assert(
      fc.property(groups, (address) => {
        for (const text of spellings(address)) expect(ipv6Groups(text)).toEqual(address);
      }),
    );
  });
});
