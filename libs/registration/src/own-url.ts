import { type Server } from 'node:http';
import { Server as SecureServer } from 'node:https';
import { type AddressInfo } from 'node:net';
import { networkInterfaces } from 'node:os';

/** Where others reach a server that listens: of many addresses the first that other machines may reach, IPv4 before IPv6. */
export function ownUrl(server: Server): string {
  const { address, port } = server.address() as AddressInfo;
  const host = /^(0\.0\.0\.0|::)$/.test(address) ? firstAddress() : address;
  const scheme = server instanceof SecureServer ? 'https' : 'http';
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function firstAddress(): string {
  const all = Object.values(networkInterfaces())
    .flatMap((own) => own ?? [])
    .filter(({ internal, address }) => !internal && !/^fe80:/i.test(address))
    .sort((one, other) => one.family.localeCompare(other.family));
  return all[0]?.address ?? '127.0.0.1';
}
