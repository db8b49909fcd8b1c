/** Where a page of a search begins: behind so many entries of a part of the store's own list. */
export interface PageCursor {
  readonly part: string | undefined;
  readonly skip: number;
}

export const FIRST_PAGE: PageCursor = { part: undefined, skip: 0 };

/** As text that goes into a URL as it is. */
export function cursorText({ part, skip }: PageCursor): string {
  return Buffer.from(JSON.stringify([skip, part ?? null])).toString('base64url');
}

/** Undefined for a text that never was a cursor. */
export function readCursor(text: string): PageCursor | undefined {
  try {
    const [skip, part] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[];
    if (typeof skip !== 'number' || !Number.isSafeInteger(skip) || skip < 0) return undefined;
    if (part !== null && typeof part !== 'string') return undefined;
    return { part: part ?? undefined, skip };
  } catch {
    return undefined;
  }
}
