/** The proof in the backends' ledgers. */
export interface OwnershipVerdict {
  readonly created: number;
  /** Ids that were created more than once, be it at one backend or at two. */
  readonly createdTwice: string[];
  /** Ids that were written to or deleted at one backend while another one had them. */
  readonly strayWrites: string[];
}

/** From when to when a backend had an item, on the clock that all share. */
interface Possession {
  readonly from: bigint;
  until: bigint | undefined;
}

/** @param ledgers what each backend has done, see `OwnershipStage.ledgers`. */
export function verdictOf(ledgers: readonly (readonly string[])[]): OwnershipVerdict {
  const possessions = new Map<string, Possession[]>();
  const strays: { readonly id: string; readonly time: bigint }[] = [];
  for (const line of ledgers.flat()) {
    const [deed, id, written] = line.split(' ');
    const time = BigInt(written ?? 0);
    if (deed === 'create')
      possessions.set(id, [...(possessions.get(id) ?? []), { from: time, until: undefined }]);
    if (deed === 'delete') possessions.get(id)!.at(-1)!.until = time;
    if (deed === 'stray') strays.push({ id, time });
  }
  const isOwnedAt = (id: string, time: bigint): boolean =>
    (possessions.get(id) ?? []).some(
      ({ from, until }) => from < time && (until === undefined || time < until),
    );
  return {
    created: possessions.size,
    createdTwice: [...possessions].filter(([, times]) => times.length > 1).map(([id]) => id),
    strayWrites: strays.filter(({ id, time }) => isOwnedAt(id, time)).map(({ id }) => id),
  };
}
