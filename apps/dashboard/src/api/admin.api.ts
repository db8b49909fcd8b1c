import { type Signal, signal } from '@preact/signals';
import { type Problem } from '@app/contracts';

/** A refusal of the gateway, in words that can be shown. */
export class Refusal extends Error {
  constructor(
    message: string,
    readonly status: number,
  ) {
    super(message);
  }
}

const TOKEN = 'admin-token';

/** Asks the gateway that has served this page. The token, where one is wanted, ends with the tab. */
export class AdminApi {
  /** True if the gateway requires a token that the page does not have. */
  readonly isLocked: Signal<boolean> = signal(false);

  get hasToken(): boolean {
    return sessionStorage.getItem(TOKEN) !== null;
  }

  unlock(token: string): void {
    sessionStorage.setItem(TOKEN, token);
    this.isLocked.value = false;
  }

  async get<T>(path: string): Promise<T> {
    return (await (await this.open(path)).json()) as T;
  }

  async send<T>(method: string, path: string, body?: object): Promise<T> {
    const headers: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
    return (await (await this.open(path, { method, headers, body: JSON.stringify(body) })).json()) as T;
  }

  /** @throws Refusal in the gateway's words; TypeError when it cannot be reached. */
  async open(path: string, { headers, ...init }: RequestInit = {}): Promise<Response> {
    const token = sessionStorage.getItem(TOKEN);
    const all = new Headers(headers);
    if (token !== null) all.set('authorization', `Bearer ${token}`);
    const response = await fetch(path, { ...init, headers: all, cache: 'no-store' });
    if (response.ok) return response;
    if (response.status === 401) this.isLocked.value = true;
    const problem = (await response.json().catch(() => ({}))) as Partial<Problem>;
    throw new Refusal(problem.detail ?? `The gateway responded with ${response.status}.`, response.status);
  }
}
