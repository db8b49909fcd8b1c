/**
 * Thrown by `export` or `import`: the key must not be moved now. The hand-off is refused with 409, and the old owner keeps the
 * key. The gateway sees the message.
 */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}
