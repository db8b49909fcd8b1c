import { AddressList, plainAddress } from './address-list';

describe('AddressList', () => {
  const list = new AddressList(['10.0.0.0/8', '192.0.2.7', 'fd00::/8', '2001:db8::1']);

  it.each(['10.1.2.3', '192.0.2.7', 'fd12::1', '2001:db8::1', '2001:DB8:0:0::1'])(
    'includes %s',
    (address) => {
      expect([list.includes(address), list.includes(address)]).toEqual([true, true]);
    },
  );

  it.each(['11.1.2.3', '192.0.2.8', 'fe80::1', '', 'unknown', '10.0.0.1:80', '10.0.0'])(
    'does not include %p',
    (address) => {
      expect([list.includes(address), list.includes(address)]).toEqual([false, false]);
    },
  );

  it('includes nothing when it is empty', () => {
    expect(new AddressList([]).includes('10.0.0.1')).toBe(false);
  });

  it('stays right, and in memory, whatever number of addresses it is asked for', () => {
    for (let at = 0; at < 20_000; at++) {
      const address = `${at % 2 === 0 ? 10 : 11}.0.${at >> 8}.${at & 255}`;
      expect(list.includes(address)).toBe(at % 2 === 0);
    }
    expect((list as unknown as { known: Map<string, boolean> }).known.size).toBeLessThanOrEqual(4096);
  });
});

describe('a range of IPv4 written as IPv6', () => {
  it.each([
    ['::ffff:10.0.0.0/104', '10.9.9.9', '11.0.0.1'],
    ['::FFFF:a00:0/104', '10.9.9.9', '11.0.0.1'],
    ['64:ff9b::10.0.0.0/104', '10.9.9.9', '11.0.0.1'],
    ['64:ff9b::/96', '203.0.113.9', 'fd00::1'],
    ['::ffff:10.0.0.1', '10.0.0.1', '10.0.0.2'],
  ])('%s has %s and not %s', (range, inside, outside) => {
    const list = new AddressList([range]);
    expect([list.includes(inside), list.includes(outside)]).toEqual([true, false]);
  });
});

describe('plainAddress', () => {
  it.each([
    ['10.0.0.1', '10.0.0.1'],
    ['10.0.0.1:52000', '10.0.0.1'],
    ['::ffff:10.0.0.1', '10.0.0.1'],
    ['fd00::1', 'fd00::1'],
    ['[fd00::1]:443', 'fd00::1'],
    ['[::ffff:10.0.0.1]:443', '10.0.0.1'],
    ['::FFFF:10.0.0.1', '10.0.0.1'],
    ['::ffff:a00:1', '10.0.0.1'],
    ['[0:0:0:0:0:FFFF:0a00:0001]:443', '10.0.0.1'],
    ['64:ff9b::10.0.0.1', '10.0.0.1'],
    ['64:FF9B::a00:1%eth0', '10.0.0.1'],
    ['FD00:0::1', 'fd00::1'],
    ['unknown', 'unknown'],
    ['', ''],
  ])('reads %p as %p', (text, address) => {
    expect(plainAddress(text)).toBe(address);
  });
});
