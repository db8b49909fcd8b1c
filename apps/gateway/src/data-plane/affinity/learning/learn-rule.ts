import { type ResponseHead } from '../../upstream/response-head';
import { type Exchange } from '../../exchange/exchange';
import { sessionKey } from '../session-key';
import {
  ResponseBodySource,
  type LearnSourceSettings,
  type HeadSource,
  headSource,
} from './response-key-sources';
import { learnsFrom } from './learned-statuses';

/** The names that a rule learns from answers. */
export class LearnRule {
  private readonly bodies: readonly (readonly [LearnSourceSettings, ResponseBodySource])[];
  private readonly heads: readonly (readonly [LearnSourceSettings, HeadSource])[];

  constructor(
    private readonly rule: string,
    private readonly settings: readonly LearnSourceSettings[],
  ) {
    this.heads = settings.flatMap((own) => {
      const head = headSource(own);
      return head === undefined ? [] : [[own, head] as const];
    });
    this.bodies = settings.flatMap((own) =>
      own.body === undefined ? [] : [[own, new ResponseBodySource(own.body, own.prefix)] as const],
    );
  }

  get isEmpty(): boolean {
    return this.settings.length === 0;
  }

  /** Returns true if a response with this status may name a resource. */
  learnsFrom(status: number, method: string): boolean {
    return this.settings.some((own) => learnsFrom(own, status, method));
  }

  /** Where in the body of this answer something may be named. */
  bodiesOf({ status, headers }: ResponseHead, method: string): ResponseBodySource[] {
    return this.bodies.flatMap(([own, source]) =>
      learnsFrom(own, status, method) && source.suits(headers) ? source : [],
    );
  }

  /** The keys that the head of an answer names, beside the one that the request named. */
  keysIn({ status, headers }: ResponseHead, exchange: Exchange, requestKey: string | undefined): string[] {
    const keys: string[] = [];
    for (const [own, head] of this.heads) {
      if (head.onlyWithoutKey && requestKey !== undefined) continue;
      if (!learnsFrom(own, status, exchange.head.method)) continue;
      const key = this.keyOf(exchange.pool.name, head.read(headers, exchange));
      if (key !== undefined && key !== requestKey && !keys.includes(key)) keys.push(key);
    }
    return keys;
  }

  keyOf(pool: string, value: string | undefined): string | undefined {
    return value === undefined || value === '' ? undefined : sessionKey(this.rule, pool, value);
  }
}
