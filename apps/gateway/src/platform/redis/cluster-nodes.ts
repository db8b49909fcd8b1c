import { SLOTS } from './key-slot';
import { hostAndPort } from './redis-place';

/** A primary of a cluster, as one of the nodes knows it. */
export interface Primary {
  /** `host:port`. */
  readonly address: string;
  /** Where two primaries claim one slot, the greater epoch counts. */
  readonly epoch: number;
  /** Pairs of a first and a last slot. */
  readonly ranges: readonly (readonly [number, number])[];
}

/** Primaries of a cluster, and the address of the primary of each slot. */
export interface ClusterMap {
  readonly addresses: ReadonlySet<string>;
  readonly slots: readonly (string | undefined)[];
}

/**
 * Reads the reply to CLUSTER NODES: `id ip:port@bus,hostname flags primary ping pong epoch link slot…`. A primary without slots counts
 * unless it has failed: slots may be on their way to it.
 *
 * @param host the address of the node that replied, which may not know its own one.
 */
export function primariesIn(reply: string, host: string): Primary[] {
  return reply.split('\n').flatMap((line) => {
    const [, where, flags, , , , epoch, , ...slots] = line.split(' ');
    if (where === undefined || flags === undefined) return [];
    const kinds = flags.split(',');
    const ranges = slots.flatMap(rangeIn);
    const isGone = ['fail', 'noaddr', 'handshake'].some((kind) => kinds.includes(kind));
    if (!kinds.includes('master') || (isGone && ranges.length === 0)) return [];
    const [endpoint, hostname] = where.split(',');
    const [, ip, port] = /^(.*):(\d+)@/.exec(endpoint) ?? [];
    if (port === undefined) return [];
    return { address: hostAndPort(hostname || ip || host, port), epoch: Number(epoch), ranges };
  });
}

/** Joins what all nodes know. */
export function clusterMap(primaries: readonly Primary[]): ClusterMap {
  const slots: (string | undefined)[] = new Array<undefined>(SLOTS).fill(undefined);
  for (const { address, ranges } of [...primaries].sort((one, other) => one.epoch - other.epoch))
    for (const [first, last] of ranges) slots.fill(address, first, last + 1);
  return { addresses: new Set(primaries.map(({ address }) => address)), slots };
}

/** A slot that is being moved, `[93->-…]`, stands there a second time. */
function rangeIn(text: string): [number, number][] {
  const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  return first === undefined ? [] : [[Number(first), Number(last)]];
}
