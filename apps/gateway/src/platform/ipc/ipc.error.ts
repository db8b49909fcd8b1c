/** The other process gave no answer. */
export class LinkError extends Error {
  override readonly name = 'LinkError';
}
