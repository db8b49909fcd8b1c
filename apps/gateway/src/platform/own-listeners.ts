import { lookup as lookUp } from 'node:dns';
import { lookup as resolve } from 'node:dns/promises';
import { type LookupFunction } from 'node:net';
import { networkInterfaces } from 'node:os';
import { Injectable } from '@nestjs/common';
import { isLoopbackIp, isUnspecifiedIp, plainIp } from './ip-address';
import { type MaybePromise } from './maybe-promise';
import { type Endpoint } from './endpoint';

/** Where one of the gateway's own listeners is. */
export interface ListenerPlace {
  readonly host: string;
  readonly port: number;
}

/** Says why an address can be no backend: through it, clients would operate the gateway, or go in circles. */
export function ownListenerText(listener: string): string {
  return `leads to the ${listener} listener of the gateway itself`;
}

/** Knows the gateway's own listeners, by name: none of them can be a backend, however its address is written. */
@Injectable()
export class OwnListeners {
  private places: readonly (readonly [name: string, place: ListenerPlace])[] = [];

  /** Replaces the listeners. Without a call there are none, as in an application that contains a gateway. */
  set(places: Readonly<Partial<Record<string, ListenerPlace>>>): void {
    this.places = Object.entries(places).flatMap(([name, place]) =>
      place === undefined ? [] : [[name, place] as const],
    );
  }

  /** The listener that an address leads to, as far as that shows without looking up a name. */
  namedBy(endpoint: Endpoint): string | undefined {
    return endpoint.kind === 'unix' ? undefined : this.at(endpoint.host, endpoint.port);
  }

  /** The same, also by the addresses of a name. A name that cannot be looked up leads to no listener. */
  reachedBy(endpoint: Endpoint): MaybePromise<string | undefined> {
    if (endpoint.kind === 'unix' || !this.hasPort(endpoint.port)) return undefined;
    const { host, port } = endpoint;
    return this.at(host, port) ?? this.resolved(host, port);
  }

  /**
   * Keeps a new connection from reaching a listener of this process: the reason for an address; for a name, the
   * look-up to use.
   */
  guard(endpoint: Endpoint): { readonly refusal?: Error; readonly lookup?: LookupFunction } {
    if (endpoint.kind === 'unix' || !this.hasPort(endpoint.port)) return UNGUARDED;
    const { host, port } = endpoint;
    const listener = this.at(host, port);
    if (listener !== undefined) return { refusal: new Error(ownListenerText(listener)) };
    return { lookup: (name, options, done) => this.lookUp(name, port, options, done) };
  }

  private async resolved(host: string, port: number): Promise<string | undefined> {
    const found = await resolve(host, { all: true }).catch(() => []);
    return found.map(({ address }) => this.at(address, port)).find(Boolean);
  }

  private lookUp(
    name: string,
    port: number,
    options: Parameters<LookupFunction>[1],
    done: Parameters<LookupFunction>[2],
  ): void {
    lookUp(name, options, (error, found, family) => {
      const addresses = typeof found === 'string' ? [found] : (found ?? []).map(({ address }) => address);
      const listener = addresses.map((address) => this.at(address, port)).find(Boolean);
      done(listener === undefined ? error : new Error(ownListenerText(listener)), found, family);
    });
  }

  private hasPort(port: number): boolean {
    return this.places.some(([, place]) => place.port === port);
  }

  private at(host: string, port: number): string | undefined {
    return this.places.find(([, place]) => place.port === port && leadsTo(host, place.host))?.[0];
  }
}

const UNGUARDED = {};

/** True if a connection to `host` may arrive at a listener on `listening`, on the same port. */
function leadsTo(host: string, listening: string): boolean {
  const [target, own] = [spelled(host), spelled(listening)];
  if (target === own) return true;
  // 0.0.0.0 and :: are everywhere for a listener, and the loopback address for a connection.
  if (isUnspecifiedIp(target)) return own === LOCALHOST || isUnspecifiedIp(own);
  return isUnspecifiedIp(own) && (target === LOCALHOST || isLoopbackIp(target) || isInterface(target));
}

const LOCALHOST = 'localhost';

/** A host in its one spelling: names in `localhost` (RFC 6761) and the addresses that they stand for are `localhost`. */
function spelled(host: string): string {
  const name = plainIp(host).toLowerCase().replace(/\.$/, '');
  return name === '127.0.0.1' || name === '::1' || name.endsWith('.localhost') ? LOCALHOST : name;
}

function isInterface(address: string): boolean {
  return Object.values(networkInterfaces()).some((own = []) =>
    own.some((known) => plainIp(known.address) === address),
  );
}
