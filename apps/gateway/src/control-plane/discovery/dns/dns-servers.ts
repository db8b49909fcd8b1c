import { getServers } from 'node:dns';
import { type DnsServer } from './dns-exchange';

const USUAL_PORT = 53;

/** The name servers of the machine. */
export function systemServers(): DnsServer[] {
  return getServers().map(serverAt);
}

/** @param address `10.0.0.10`, `10.0.0.10:5353`, `fd00::10` or `[fd00::10]:5353`. */
export function serverAt(address: string): DnsServer {
  const [, host, port] = /^\[(.+)\](?::(\d+))?$/.exec(address) ?? /^([^:]+):(\d+)$/.exec(address) ?? [];
  return { host: host ?? address, port: port === undefined ? USUAL_PORT : Number(port) };
}
