import { setTimeout as sleep } from 'node:timers/promises';
import { RawConnection } from '../../support/raw-connection';
import { readAnswerStrictly } from '../../support/strict-answer';
import { StrictnessError } from '../../support/strict-request';
import { bodyOf, type Leaving, type Plan, targetOf, type Visit } from './plan';
import { type Addresses, openClear, openSecure, type Opened, STANDING_MS, WAITING_MS } from './visitor';

/** How an exchange ended, as its client sees it. */
export type Ending = 'answered' | 'broken off' | 'left';

/** Goes through the exchanges of a visit by HTTP/1.1, one after the other; opens another connection when one has ended. */
export async function visitByHttp1({ door, takes, plans }: Visit, addresses: Addresses): Promise<Ending[]> {
  const endings: Ending[] = [];
  let visitor: Http1Visitor | undefined;
  for (const [at, plan] of plans.entries()) {
    if (visitor === undefined || !visitor.isOpen) {
      const isClear = door === 'clear';
      visitor = new Http1Visitor(
        isClear ? await openClear(addresses.clear) : await openSecure(addresses, 'http/1.1'),
      );
    }
    const ending = await visitor.exchange(plan, at, takes);
    endings.push(ending);
    if (ending !== 'answered') visitor.close();
  }
  visitor?.close();
  return endings;
}

class Http1Visitor {
  private readonly connection: RawConnection;

  constructor(private readonly opened: Opened) {
    this.connection = new RawConnection(opened.socket);
    opened.below.on('error', () => undefined);
  }

  get isOpen(): boolean {
    return !this.connection.ended && !this.connection.closed;
  }

  async exchange(plan: Plan, id: number, takes: boolean): Promise<Ending> {
    const [head, body] = [headOf(plan, id), framedBodyOf(plan)];
    const { leaves } = plan;
    if (leaves === undefined) {
      this.connection.write(head + body);
      return takes ? this.read(plan) : this.stand();
    }
    const { when } = leaves;
    if (when === 'half-head') this.connection.write(head.slice(0, head.length / 2));
    else this.connection.write(head + (when === 'half-body' ? body.slice(0, body.length / 2) : body));
    if (when === 'waiting') await sleep(WAITING_MS);
    if (when === 'answer') await this.connection.hasMore();
    await this.leave(leaves);
    return 'left';
  }

  close(): void {
    this.connection.close();
    this.opened.below.destroy();
  }

  /** @throws StrictnessError for an answer that is no HTTP. */
  private async read({ method }: Plan): Promise<Ending> {
    try {
      const { framing, fields } = await readAnswerStrictly(this.connection, method);
      const isLast = fields.some(([name, value]) => /^connection$/i.test(name) && /close/i.test(value));
      if (isLast || framing === 'close') await this.connection.untilEnded();
      return 'answered';
    } catch (error) {
      if (error instanceof StrictnessError) throw error;
      return 'broken off';
    }
  }

  /** Stays, and takes nothing. */
  private async stand(): Promise<Ending> {
    this.connection.pause();
    await sleep(STANDING_MS);
    return 'left';
  }

  private async leave({ how }: Leaving): Promise<void> {
    const { connection, opened } = this;
    if (how === 'reset') return void opened.below.resetAndDestroy();
    if (how === 'fin') connection.end();
    else if (how === 'protocol-error') connection.write('\0\x7f no HTTP\r\n\r\n');
    else if (how === 'tls-garbage') opened.below.write('no TLS, and no HTTP\r\n\r\n');
    else if (how !== 'stall') return connection.close();
    await connection.untilEnded();
  }
}

function headOf(plan: Plan, id: number): string {
  const { method, body } = plan;
  const framing =
    body === 'none'
      ? ''
      : body === 'chunked'
        ? 'Transfer-Encoding: chunked\r\n'
        : `Content-Length: ${bodyOf(plan).length}\r\n`;
  return `${method} ${targetOf(plan, id)} HTTP/1.1\r\nHost: h\r\n${framing}\r\n`;
}

function framedBodyOf(plan: Plan): string {
  const body = bodyOf(plan);
  if (plan.body !== 'chunked') return body;
  return `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
}
