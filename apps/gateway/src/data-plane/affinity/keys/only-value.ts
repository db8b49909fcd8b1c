import { BadRequestError } from '../../errors/client.errors';

/**
 * The value of a key; undefined if there is none. Equal values count as one.
 *
 * @throws BadRequestError for different values: the backend could read another one than the gateway.
 */
export function onlyValue(values: readonly string[], place: string): string | undefined {
  if (values.some((value) => value !== values[0]))
    throw new BadRequestError(`The ${place} has several values, so the request cannot be routed by it.`);
  return values[0];
}
