const NAME = 'content-disposition';
const BEYOND_ASCII = /[\x80-\xff]/;

/**
 * These fields in an order in which Node sends every byte as it is. Behind Content-Length it reads Content-Disposition as
 * UTF-8 (nodejs/node#46528), so that file names beyond ASCII are changed or refused.
 *
 * @param fields as name, value, name, value.
 */
export function withUnchangedDisposition(fields: string[]): string[] {
  for (let at = 0; at < fields.length; at += 2) {
    // The length first: this runs for each field of each answer.
    if (fields[at].length === NAME.length && isDisposition(fields[at]) && BEYOND_ASCII.test(fields[at + 1]))
      return [...pairsOf(fields, true), ...pairsOf(fields, false)];
  }
  return fields;
}

function pairsOf(fields: string[], isWanted: boolean): string[] {
  return fields.filter((_, at) => isDisposition(fields[at - (at % 2)]) === isWanted);
}

function isDisposition(name: string): boolean {
  return name.toLowerCase() === NAME;
}
