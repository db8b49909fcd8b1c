/** The other process gave no answer. */
export class IpcError extends Error {
  override readonly name = 'LinkError';
}
