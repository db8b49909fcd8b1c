import { type BackendStatus } from '@app/contracts';

/** How many backends are shown at once, so that five hundred cost no more than these. */
export const PAGE_SIZE = 25;

export type SortKey =
  'id' | 'state' | 'requestsPerSecond' | 'latency' | 'inFlight' | 'errors' | 'ownedSessions';

/** The backends to show, and their order; that of the configuration without `sort`. */
export interface Wish {
  readonly text: string;
  readonly state: string | undefined;
  readonly sort: SortKey | undefined;
  readonly isDescending: boolean;
  readonly page: number;
}

export const EVERYBODY: Wish = { text: '', state: undefined, sort: undefined, isDescending: false, page: 0 };

/** The page that is wanted, how many there are on all pages, and which page that is. */
export function listOf(
  backends: readonly BackendStatus[],
  wish: Wish,
): { readonly shown: readonly BackendStatus[]; readonly found: number; readonly page: number } {
  const text = wish.text.trim().toLowerCase();
  const found = backends.filter(
    ({ id, url, state }) =>
      (wish.state === undefined || state === wish.state) &&
      (text === '' || id.toLowerCase().includes(text) || url.toLowerCase().includes(text)),
  );
  const { sort } = wish;
  if (sort !== undefined)
    found.sort((one, other) => compare(one, other, sort) * (wish.isDescending ? -1 : 1));
  // If the current page no longer exists, the last one is shown.
  const page = Math.max(0, Math.min(wish.page, Math.ceil(found.length / PAGE_SIZE) - 1));
  return { shown: found.slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE), found: found.length, page };
}

/** The order after a click on a heading: largest first, then smallest first, then that of the configuration. */
export function sortedBy(wish: Wish, key: SortKey): Wish {
  const isText = key === 'id' || key === 'state';
  if (wish.sort !== key) return { ...wish, sort: key, isDescending: !isText, page: 0 };
  if (wish.isDescending === !isText) return { ...wish, isDescending: isText, page: 0 };
  return { ...wish, sort: undefined, isDescending: false, page: 0 };
}

function compare(one: BackendStatus, other: BackendStatus, key: SortKey): number {
  const [first, second] = [valueOf(one, key), valueOf(other, key)];
  if (typeof first === 'string') return first.localeCompare(String(second), 'en', { numeric: true });
  return first - Number(second);
}

function valueOf(backend: BackendStatus, key: SortKey): string | number {
  return key === 'latency' ? (backend.latency?.p95 ?? 0) : (backend[key] ?? 0);
}
