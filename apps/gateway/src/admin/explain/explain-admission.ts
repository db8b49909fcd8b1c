import { type RouteConfig } from '../../config/gateway-config';

/** The requirements of a route, by their keys in the configuration. */
const CONDITIONS = {
  auth: 'credentials',
  rateLimit: 'a rate limit',
  concurrency: 'a limit for requests at a time',
} as const;

/**
 * The checks of admission apart from the address. They are listed and not run: running them would use up the client's
 * rate limit, and call authentication services.
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
