import { ConfigError } from '../../config/config.error';
import { type Environment } from '../../config/variables';

/** All of them; operators first, so that they can ask what is wrong with the others. */
export const LISTENERS = ['admin', 'public', 'redirect'] as const;

/** A listener of the gateway, as a socket for it is called. */
export type ListenerName = (typeof LISTENERS)[number];

/** The descriptors of sockets that are open already, by the listener that each is for. */
export type InheritedSockets = Readonly<Partial<Record<ListenerName, number>>>;

/** The first descriptor behind standard input, output and error. */
const FIRST = 3;
/** The names that systemd gives to a socket whose unit sets none. */
const UNNAMED = /^(?:unknown|.*\.socket)$/;

/**
 * Returns the sockets that the parent process has opened for this one, by the protocol of systemd's socket
 * activation, sd_listen_fds(3): `LISTEN_FDS` of them, from descriptor 3 on, with their names in
 * `LISTEN_FDNAMES`. A single socket needs no name, and is the public one.
 *
 * @param pid of this process; variables for another process, by `LISTEN_PID`, are ignored.
 * @throws ConfigError if the variables are for this process and are malformed.
 */
export function inheritedSockets(env: Environment, pid: number): InheritedSockets {
  if (env.LISTEN_PID === undefined || Number(env.LISTEN_PID) !== pid) return {};
  return namedSockets(env);
}

/** Reads the variables for any process. */
export function namedSockets({ LISTEN_FDS = '0', LISTEN_FDNAMES }: Environment): InheritedSockets {
  if (!/^\d{1,3}$/.test(LISTEN_FDS)) throw mistake('LISTEN_FDS', LISTEN_FDS, 'a number of sockets');
  const count = Number(LISTEN_FDS);
  const names =
    LISTEN_FDNAMES === undefined ? Array<string>(count).fill('unknown') : LISTEN_FDNAMES.split(':');
  if (count > 0 && names.length !== count)
    throw mistake('LISTEN_FDNAMES', names.join(':'), `${count} names, one for each of the LISTEN_FDS`);
  const sockets: Partial<Record<ListenerName, number>> = {};
  for (let at = 0; at < count; at++) {
    const name = count === 1 && UNNAMED.test(names[at]) ? 'public' : names[at];
    if (!isListener(name) || sockets[name] !== undefined)
      throw mistake('LISTEN_FDNAMES', names.join(':'), `${LISTENERS.join(', ')}, each at most once`);
    sockets[name] = FIRST + at;
  }
  return sockets;
}

function isListener(name: string): name is ListenerName {
  return (LISTENERS as readonly string[]).includes(name);
}

function mistake(path: string, value: string, allowed: string): ConfigError {
  const found = JSON.stringify(value);
  return new ConfigError([
    { file: 'environment', path, found, allowed, message: `found ${found}, allowed: ${allowed}` },
  ]);
}
