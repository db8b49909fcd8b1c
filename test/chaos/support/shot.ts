/**
 * How one request ended. `whole`: with a backend's own and complete answer. `status`: with another status than 200.
 * `broken`: with no answer, or with one that visibly broke off. `false`: with what looks complete and is not, or belongs
 * to another request.
 */
export type Ending = 'whole' | 'status' | 'broken' | 'false';

/** One request of a schedule, with all that became of it; times in milliseconds since the run began. */
export interface Shot {
  readonly id: number;
  readonly method: 'GET' | 'POST';
  /** When the schedule had it sent, whether or not the machine kept up. */
  readonly scheduledAt: number;
  readonly endedAt: number;
  readonly ending: Ending;
  /** 0 without an answer. */
  readonly status: number;
  /** The backend that answered, if one did. */
  readonly by: string;
  /** The code of the error that broke it off, or of the gateway's own answer. */
  readonly reason: string;
}

/**
 * The response of a backend of this suite to the request with this id: its name, the id, and enough to be cut
 * in half.
 */
const WHOLE = /^(?<by>\S+) (?<id>\d+) \.{1000} end$/;

/** Reads an answer that arrived to its end. */
export function endingOf(
  status: number,
  body: string,
  id: number,
): { ending: Ending; by: string; reason: string } {
  if (status !== 200) return { ending: 'status', by: '', reason: codeIn(body) ?? String(status) };
  const found = WHOLE.exec(body)?.groups;
  const isOwn = found !== undefined && Number(found.id) === id;
  return isOwn
    ? { ending: 'whole', by: found.by, reason: '' }
    : { ending: 'false', by: '', reason: `${body.length} bytes` };
}

/** The stable code of a problem document. */
function codeIn(body: string): string | undefined {
  return /"code":"([a-z_]+)"/.exec(body)?.[1];
}
