import { BlockList, isIP, isIPv4, isIPv6 } from 'node:net';
import { domainToASCII } from 'node:url';
import { scalar, wholeNumber } from './scalar';

const LABELS =
  /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*$/;

/** A TCP port to listen on; 0 asks the system for a free one. */
export function port() {
  return wholeNumber({ from: 0, to: 65_535 });
}

/** An address or host name to listen on. */
export function bindHost() {
  return scalar({
    allowed: 'an IP address or a host name, without a port',
    read: (value) => {
      if (typeof value !== 'string') return undefined;
      return isIP(value) || hostName(value) ? value : undefined;
    },
    json: { title: 'address', type: 'string' },
  });
}

/** An address, or a range of addresses such as `10.0.0.0/8`. */
export function addressRange() {
  return scalar({
    allowed: 'an IP address or a range of them, such as 10.0.0.0/8 or fd00::/8',
    read: (value) => (typeof value === 'string' && isAddressRange(value) ? value : undefined),
    json: { title: 'address range', type: 'string' },
  });
}

/** A host of a request: `api.example.com`, or `*.example.com` for any host below it; in lower case and without a port. */
export function hostPattern() {
  return scalar({
    allowed: 'a host such as api.example.com or *.example.com, without scheme and port',
    read: (value) => {
      if (typeof value !== 'string') return undefined;
      if (isIPv4(value) || (value.startsWith('[') && isIPv6(value.slice(1, -1)))) return value.toLowerCase();
      const wildcard = value.startsWith('*.') ? '*.' : '';
      const name = hostName(value.slice(wildcard.length));
      return name && wildcard + name;
    },
    json: { title: 'host', type: 'string' },
  });
}

function hostName(value: string): string | undefined {
  const name = /[^\p{L}\p{M}\p{N}._-]/u.test(value) ? '' : domainToASCII(value);
  // The URL standard would read such a name as a number, and so as another address.
  return LABELS.test(name) && !/(^|\.)(\d+|0x[0-9a-f]*)$/.test(name) ? name : undefined;
}

function isAddressRange(value: string): boolean {
  const [address, prefix, ...rest] = value.split('/');
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (rest.length > 0 || !isIP(address) || (prefix !== undefined && !/^\d{1,3}$/.test(prefix))) return false;
  try {
    new BlockList().addSubnet(address, prefix === undefined ? 32 : Number(prefix), family);
    return true;
  } catch {
    return false;
  }
}
