/** The slots over which a cluster spreads its keys. */
export const SLOTS = 16_384;

const POLYNOMIAL = 0x1021;

const TABLE = Uint16Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 8;
  for (let bit = 0; bit < 8; bit++) crc = (crc & 0x8000) !== 0 ? (crc << 1) ^ POLYNOMIAL : crc << 1;
  return crc & 0xffff;
});

/** The slot of a key: CRC-16/XMODEM of the text in its first pair of braces, or of all of it. */
export function slotOf(key: string): number {
  const start = key.indexOf('{');
  const end = start < 0 ? -1 : key.indexOf('}', start + 1);
  const hashed = Buffer.from(end > start + 1 ? key.slice(start + 1, end) : key);
  let crc = 0;
  for (const byte of hashed) crc = ((crc << 8) & 0xffff) ^ TABLE[((crc >> 8) ^ byte) & 0xff];
  return crc % SLOTS;
}

/** The key of a command of this project: of a script its first one, otherwise the second word. */
export function keyOf(command: readonly string[]): string {
  return command[0].startsWith('EVAL') ? command[3] : command[1];
}
