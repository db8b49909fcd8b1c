/** Stands where the body would be when it could not be read: whoever needs the body answers for it. */
export class UnreadableBody {
  constructor(readonly cause: unknown) {}
}
