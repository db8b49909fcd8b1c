import { type Problem } from '@app/contracts';
import { ADMIN_API_HEADER } from '../../platform/admin-api-header';
import { ExitCode } from '../exit-code';
import { CommandError } from './command.error';

/** A problem as the admin API tells it; `errors` names the values that are at fault, or the mistakes of a file. */
type AdminProblem = Partial<Problem> & { readonly errors?: readonly unknown[] };

/** Asks the admin API of a running gateway. */
export class AdminClient {
  constructor(
    private readonly base: string,
    private readonly token: string | undefined,
  ) {}

  get<T>(path: string): Promise<T> {
    return this.ask<T>('GET', path);
  }

  /** @throws CommandError that says what went wrong, and what to do about it. */
  async ask<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await this.open(method, path, body);
    try {
      return (await response.json()) as T;
    } catch (error) {
      throw unreachable(this.base, error);
    }
  }

  /** The answer, once its head is there; its body waits to be read. */
  async open(method: string, path: string, body?: object): Promise<Response> {
    const headers: Record<string, string> = {};
    if (this.token !== undefined) headers.authorization = `Bearer ${this.token}`;
    if (body !== undefined) headers['content-type'] = 'application/json';
    let response: Response;
    try {
      response = await fetch(new URL(path, this.base), {
        method,
        headers,
        redirect: 'manual',
        body: body && JSON.stringify(body),
      });
    } catch (error) {
      throw unreachable(this.base, error);
    }
    if (!response.headers.has(ADMIN_API_HEADER.name)) throw otherServer(this.base, response);
    if (!response.ok) throw await refusal(response);
    return response;
  }
}

function unreachable(base: string, error: unknown): CommandError {
  const { cause } = error as { cause?: NodeJS.ErrnoException };
  const why = cause?.code ?? cause?.message ?? String(error);
  return new CommandError(
    `No gateway responds at ${base} (${why}). Start one with \`load-distributer start\`, or name its admin API: --admin http://host:port`,
    ExitCode.Unreachable,
  );
}

function otherServer(base: string, { status }: Response): CommandError {
  return new CommandError(
    `The server at ${base} is not the admin API of a gateway: it responds with ${status}. Name the admin port: --admin http://host:port`,
    ExitCode.Unreachable,
  );
}

async function refusal(response: Response): Promise<CommandError> {
  const problem = (await response.json().catch(() => ({}))) as AdminProblem;
  const detail = problem.detail ?? `The gateway responded with ${response.status}.`;
  switch (response.status) {
    case 401:
      return new CommandError(`${detail} Set ADMIN_TOKEN in the environment.`, ExitCode.Unauthenticated);
    case 403:
      return new CommandError(detail, ExitCode.Unauthenticated);
    case 404:
      return new CommandError(detail, ExitCode.NotFound);
    default:
      return new CommandError([detail, ...mistakesIn(problem)].join('\n'));
  }
}

/** Of a configuration: where, what was found, and what is allowed. */
function mistakesIn({ code, errors = [] }: AdminProblem): string[] {
  if (code !== 'invalid_configuration') return [];
  return (errors as { file?: string; line?: number; column?: number; path?: string; message?: string }[]).map(
    ({ file, line, column, path, message }) => {
      const place = [file, line, column].filter((part) => part !== undefined).join(':');
      return `  ${place} ${path ?? ''}: ${message ?? ''}`;
    },
  );
}
