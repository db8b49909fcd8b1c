import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closedAfterTest } from '../../support/closing';
import { StrictBackend } from '../../support/strict-backend';
import { valuesOf } from '../../support/strict-request';
import { aGateway, type TestGateway } from '../../support/test-gateway';

/** A file that is gone after the test. */
export function aFile(name: string, content: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'gateway-keys-'));
  closedAfterTest({ close: () => rmSync(folder, { recursive: true }) });
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** A gateway whose only route has these settings, before one backend that looks closely at what reaches it. */
export async function aRoute(settings: object, listen = {}, sections = {}): Promise<SecuredGateway> {
  const backend = new StrictBackend('a');
  const routes = [{ path: '/', pool: 'main', ...settings }];
  const gateway = await aGateway({ backends: [backend], routes, affinity: {}, listen, sections });
  return new SecuredGateway(gateway, backend);
}

export class SecuredGateway {
  constructor(
    readonly gateway: TestGateway,
    private readonly backend: StrictBackend,
  ) {}

  /** The status of a GET with these headers, and the code of the problem when it is one. */
  async ask(headers: Record<string, string | string[]> = {}, path = '/'): Promise<string> {
    const { status, text, headers: answered } = await this.gateway.fetch(path, { headers });
    const isProblem = answered['content-type'] === 'application/problem+json';
    return isProblem ? `${status} ${(JSON.parse(text) as { code: string }).code}` : String(status);
  }

  /** Values of this field in the last request that reached the backend. */
  told(name: string): string[] {
    return valuesOf(this.backend.requests.at(-1)!.fields, name);
  }

  /** The target of the last request that reached the backend. */
  get target(): string {
    return this.backend.requests.at(-1)!.target;
  }

  /** The body of the last request that reached the backend; text stands for bytes (latin1). */
  get body(): string {
    return this.backend.requests.at(-1)!.body;
  }

  /** Requests that reached the backend. */
  get reached(): number {
    return this.backend.requests.length;
  }
}
