import { headerValue, isRepeated } from '../../request.values';

/** What stands behind a scheme such as `Bearer` in `Authorization`; undefined when there is no such, or more than one. */
export function authorization(rawHeaders: readonly string[], scheme: string): string | undefined {
  const value = headerValue(rawHeaders, 'authorization');
  if (value === undefined || value.length <= scheme.length) return undefined;
  const [given, ...rest] = [value.slice(0, scheme.length), value.slice(scheme.length)];
  if (given.toLowerCase() !== scheme || rest[0][0] !== ' ') return undefined;
  return isRepeated(rawHeaders, 'authorization') ? undefined : rest[0].trim();
}
