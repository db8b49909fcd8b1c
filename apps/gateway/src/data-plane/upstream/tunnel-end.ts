/** Who takes a connection's bytes once it has left HTTP. */
export interface TunnelEnd {
  /** Takes `buffer[0, length)`, lent for the length of the call; false asks for a pause. */
  onRead(length: number, buffer: Buffer): boolean;
  /** The other side will send nothing more, but still reads. */
  onFin(): void;
  /** The connection is gone. */
  onClose(): void;
}
