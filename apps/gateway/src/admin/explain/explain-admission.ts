import { type RouteConfig } from '../../config/gateway-config';

/** What a route can ask of a client, by its key in the configuration. */
const CONDITIONS = {
  auth: 'credentials',
  rateLimit: 'not too many requests in a time',
  concurrency: 'not too many requests at once',
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
    return `The body is larger than ${bodyBytes} bytes: it would be refused with 413.`;
  const asked = Object.entries(CONDITIONS).flatMap(([key, what]) => {
    return (route as Readonly<Record<string, unknown>> | undefined)?.[key] === undefined ? [] : what;
  });
  if (asked.length === 0) return 'Whoever comes from this address is admitted.';
  return `The route asks for ${asked.join(', and ')}; whoever meets that is admitted.`;
}
