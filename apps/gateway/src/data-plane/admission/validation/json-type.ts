import { UnsupportedMediaTypeError } from '../../errors/validation.errors';

/** A Content-Type in lower case: `application/json` and its parameters. */
export interface MediaType {
  readonly media: string;
  readonly parameters: readonly string[];
}

/** Returns undefined if a request has none, or several, of which backends might read different ones. */
export function mediaTypeOf(rawHeaders: readonly string[]): MediaType | undefined {
  const values = valuesOf(rawHeaders, 'content-type');
  if (values.length !== 1) return undefined;
  const [media, ...parameters] = values[0].split(';').map((part) => part.trim().toLowerCase());
  return { media, parameters };
}

/**
 * A body that is coded, or in other letters, would be another one to the backend than it is here.
 *
 * @throws UnsupportedMediaTypeError
 */
export function refuseCodedJson(
  rawHeaders: readonly string[],
  { parameters }: MediaType,
  accepted: readonly string[],
): void {
  const charset = parameters.find((each) => each.startsWith('charset'));
  const isCoded = valuesOf(rawHeaders, 'content-encoding').some((each) => each !== 'identity');
  if (isCoded || (charset !== undefined && !/^charset="?utf-8"?$/.test(charset)))
    throw new UnsupportedMediaTypeError('The body must be UTF-8, and not compressed.', accepted);
}

/** The values of all lines of this name, given in lower case. */
export function valuesOf(rawHeaders: readonly string[], lowerName: string): string[] {
  return rawHeaders.filter((_value, at) => at % 2 === 1 && rawHeaders[at - 1].toLowerCase() === lowerName);
}
