import { type RouteConfig } from '../../config/gateway.config';

/** What a route can ask of a client, by its key in the configuration. */
const CONDITIONS = {
  allow: 'an address on its list',
  deny: 'an address that it does not refuse',
  auth: 'credentials',
  rateLimit: 'not too many requests in a time',
  concurrency: 'not too many requests at once',
} as const;

/**
 * What admission would look at. It is told and not tried: trying would use up a client's share, and ask others about
 * credentials.
 */
export function admissionOf(
  route: RouteConfig | undefined,
  contentLength: number,
  bodyBytes: number,
): string {
  if (bodyBytes > 0 && contentLength > bodyBytes)
    return `The body is larger than ${bodyBytes} bytes: it would be refused with 413.`;
  const asked = Object.entries(CONDITIONS).flatMap(([key, what]) => {
    const value = (route as Readonly<Record<string, unknown>> | undefined)?.[key];
    return value === undefined || (Array.isArray(value) && value.length === 0) ? [] : what;
  });
  if (asked.length === 0) return 'Everybody is admitted.';
  return `The route asks for ${asked.join(', and ')}; whoever meets that is admitted.`;
}
