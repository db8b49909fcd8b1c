import { type Estate } from './estate';

/**
 * What the two processes of an upgrade understand. They may be of different versions: a message that an older one would
 * take for something else comes with another number, and both then stay with what they have.
 */
export const PROTOCOL = 1;

/** What the process that takes over says. */
export type SuccessorMessage =
  /** All is made but the listening. */
  | { readonly kind: 'prepared'; readonly protocol: number; readonly version: string }
  | { readonly kind: 'listening' }
  /** It cannot, and ends. */
  | { readonly kind: 'failed'; readonly reason: string };

/** What the process that is there says. */
export type PredecessorMessage =
  /** All that is to be handed over is; listen now. */
  { readonly kind: 'estate'; readonly estate: Estate };
