/** Replaces a body that could not be read; the route that needs the body reports it. */
export class UnreadableBody {
  constructor(readonly cause: unknown) {}
}
