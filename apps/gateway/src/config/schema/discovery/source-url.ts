import { scalar } from '../scalar';

/** Where a service is asked over HTTP. */
export function sourceUrl() {
  return scalar({
    allowed: 'an http:// or https:// URL',
    read: (value) =>
      typeof value === 'string' && /^https?:\/\/[^\s#]+$/i.test(value) && URL.canParse(value)
        ? value
        : undefined,
    json: { title: 'URL', type: 'string' },
    // It may have a password.
    secret: 'in findings',
  });
}
