import { type RouteConfig } from '../../config/gateway-config';

/** What a route can ask of a client, by its key in the configuration. */
const CONDITIONS = {
  auth: 'credentials',
  rateLimit: 'a rate limit',
  concurrency: 'a limit for requests at a time',
} as const;

/**
 * What admission would look at besides the address. It is told and not tried: trying would use up a client's share, and
 * ask others about credentials.
 */
export function admissionOf(
  route: RouteConfig | undefined,
  contentLength: number,
  bodyBytes: number,
): string {
  if (bodyBytes > 0 && contentLength > bodyBytes)
    return `The body is larger than ${bodyBytes} bytes: the gateway would reject it with 413.`;
  const asked = Object.entries(CONDITIONS).flatMap(([key, what]) => {
    return (route as Readonly<Record<string, unknown>> | undefined)?.[key] === undefined ? [] : what;
  });
  if (asked.length === 0) return 'Every client of this address is admitted.';
  return `The route requires ${asked.join(', and ')}. Clients that meet this are admitted.`;
}
