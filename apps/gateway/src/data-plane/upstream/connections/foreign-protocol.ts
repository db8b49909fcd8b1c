const TLS_ALERT = 0x15;
const TLS_HANDSHAKE = 0x16;
const HTTP2_SETTINGS = 0x04;
const HTTP2_GOAWAY = 0x07;
const HTTP2_FRAME_HEADER = 9;

/**
 * Describes bytes that are no status line: the protocol that the port speaks instead, or just malformed bytes.
 */
export function describeForeignBytes(bytes: Buffer): string {
  const [first, second] = bytes;
  if ((first === TLS_ALERT || first === TLS_HANDSHAKE) && second === 0x03)
    return 'the port speaks TLS; its URL must begin with https:';
  // Frames of connection management, on stream 0 (RFC 9113 §4.1).
  const isFrame = bytes.length >= HTTP2_FRAME_HEADER && first === 0 && bytes.readUInt32BE(5) === 0;
  if (isFrame && (bytes[3] === HTTP2_SETTINGS || bytes[3] === HTTP2_GOAWAY))
    return 'the port speaks HTTP/2 only, as gRPC servers do; the gateway requires HTTP/1.1';
  return 'malformed status line';
}
