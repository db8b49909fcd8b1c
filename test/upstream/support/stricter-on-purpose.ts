/** Something that Node's client takes and the gateway refuses. */
interface Strictness {
  readonly because: string;
  /** The reasons that the gateway gives. */
  readonly reasons: readonly string[];
  /** The bytes in that case. */
  readonly shows: RegExp;
}

const CODING = /transfer-encoding:/i;

/** All of it: whatever else the gateway refuses, Node must refuse too. */
const STRICTER_ON_PURPOSE: readonly Strictness[] = [
  {
    because: 'RFC 9112 §2.2 has servers skip empty lines, not clients',
    reasons: ['malformed status line'],
    shows: /(?:^|\r\n\r\n)[\r\n]/,
  },
  {
    because: 'the gateway speaks HTTP/1.1, and nobody answers it in HTTP/0.9 or HTTP/2.0',
    reasons: ['malformed status line'],
    shows: /HTTP\/(?:0\.9|2\.0) /,
  },
  {
    because: 'RFC 9110 §15 has no status below 100 or above 599',
    reasons: ['malformed status line'],
    shows: /HTTP\/1\.[01] [06-9]/,
  },
  {
    because: 'RFC 9112 §4 has no control character in a reason phrase',
    reasons: ['malformed status line'],
    shows: /HTTP\/1\.[01] \d{3} .*[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/,
  },
  {
    because: 'Node 20 takes a bare CR here and there for the end of a line or of a head (CVE-2025-23167)',
    reasons: ['malformed status line', 'malformed header field'],
    shows: /\r(?!\n)/,
  },
  {
    because: 'the gateway undoes one coding only, and asks for no other (RFC 9112 §6.1)',
    reasons: ['unknown Transfer-Encoding'],
    shows: CODING,
  },
  {
    because: 'two fields are what one reader takes for one coding and another for two',
    reasons: ['repeated Transfer-Encoding'],
    shows: CODING,
  },
  {
    because: 'RFC 9112 §6.1: then the framing is in doubt',
    reasons: ['Transfer-Encoding in HTTP/1.0'],
    shows: CODING,
  },
  {
    because: 'Node overlooks it when the coding is empty',
    reasons: ['Content-Length with Transfer-Encoding'],
    shows: /transfer-encoding:[ \t]*\r\n/i,
  },
  {
    because: 'more digits are no exact number',
    reasons: ['malformed Content-Length', 'chunk size too long'],
    shows: /content-length:[ \t]*\d{16,}|\r\n[0-9a-f]{14,}/i,
  },
  {
    because: 'RFC 9112 §7.1.1 has a name in each extension, and one value behind an equals sign',
    reasons: ['malformed chunk extension'],
    shows: /;[^;\r]*=[;\r]|;[;=]|=[^";\r]+"/,
  },
  {
    because: 'RFC 9110 §6.5.1: the framing is decided by then',
    reasons: ['framing in a trailer'],
    shows: CODING,
  },
  {
    because: 'nobody asked for another protocol (RFC 9110 §15.2.2)',
    reasons: ['switched protocols without a request for it'],
    shows: /HTTP\/1\.[01] 101/,
  },
];

/** Returns true if the gateway refuses these bytes on purpose although Node accepts them. */
export function isStricterOnPurpose(why: string | undefined, bytes: string): boolean {
  return (
    why !== undefined &&
    STRICTER_ON_PURPOSE.some(({ reasons, shows }) => reasons.includes(why) && shows.test(bytes))
  );
}

/**
 * RFC 9110 §5.6.3 allows a tab between a Content-Length and the end of its line, so the gateway accepts it, and
 * Node does not.
 */
export function holdsTabBehindLength(bytes: string): boolean {
  return /content-length:[ \t]*\d+ *\t[ \t]*\r\n/i.test(bytes);
}

/** A tab behind a value is none of it (RFC 9110 §5.6.3); Node knows no coding by this name, and reads until the end. */
export function holdsTabBehindCoding(text: string): boolean {
  return /^transfer-encoding:.*chunked[ \t]*\t[ \t]*\r?$/im.test(text);
}

/** The connection ends behind the final answer then (RFC 9112 §9.6); Node does not wait for that one. */
export function holdsClosingInterim(bytes: string): boolean {
  return /HTTP\/1\.[01] 1\d\d(?:(?!\r\n\r\n)[^])*\r\nconnection:[^\r]*close/i.test(bytes);
}
