import { STATUS_CODES } from 'node:http';
import { type Problem } from '@app/contracts';

/** The problem that a status stands for; without a detail of its own, the name of the status says it all. */
export function problemOf(status: number, detail?: string): Problem {
  const title = STATUS_CODES[status] ?? 'Unknown Status';
  return { type: 'about:blank', title, status, detail: detail ?? title };
}
