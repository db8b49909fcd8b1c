import { type Backend } from '../../upstream/backend';
import { type StickySession } from '../sticky-session';

/** Result of asking the backends of a pool. */
export type SearchResult =
  /** One of them has the resource; the session that says so, where it could be remembered. */
  | { readonly kind: 'found'; readonly backend: Backend; readonly session: StickySession | undefined }
  /** All of them have been asked, and each has denied that it has it. */
  | { readonly kind: 'absent' }
  /** Not all of them could be asked, or not all of them gave an answer that says either. */
  | { readonly kind: 'unknown' };

export const ABSENT: SearchResult = { kind: 'absent' };
export const UNKNOWN: SearchResult = { kind: 'unknown' };

/** Returns true if this status proves that the backend has the resource. */
export function isHit(status: number): boolean {
  return status >= 200 && status < 300;
}

/** Returns true if this status proves that the backend does not have it. All other statuses prove neither. */
export function isMiss(status: number): boolean {
  return status === 404 || status === 410;
}
