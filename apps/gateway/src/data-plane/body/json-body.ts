import { type JsonFinding, JsonScan } from './json-scan';

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const JSON_TYPE = /^\s*(?:application|text)\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;

/** True if a Content-Type says that a body is JSON. */
export function isJson(contentType: string | undefined): boolean {
  return contentType !== undefined && JSON_TYPE.test(contentType);
}

/** The names and indexes of a JSON pointer (RFC 6901). */
export function pointerSteps(pointer: string): readonly string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/** Looks for a value in the bytes of a body; see `JsonScan`. */
export function findInBody(body: Buffer, pointer: readonly string[]): JsonFinding {
  try {
    return JsonScan.find(UTF8.decode(body), pointer);
  } catch (error) {
    if (error instanceof TypeError) return { kind: 'refused', reason: 'The JSON is not in UTF-8.' };
    throw error;
  }
}
