import { sessionKey } from '../session.key';
import { AnswerBodySource, type AnswerSourceSettings, type HeadSource, headSource } from './answer.sources';

/** The names that a rule learns from answers. */
export class LearnedNames {
  readonly bodies: readonly AnswerBodySource[];
  private readonly heads: readonly HeadSource[];

  constructor(
    private readonly rule: string,
    settings: readonly AnswerSourceSettings[],
  ) {
    this.heads = settings.flatMap((own) => headSource(own) ?? []);
    this.bodies = settings.flatMap(({ body, prefix }) =>
      body === undefined ? [] : new AnswerBodySource(body, prefix),
    );
  }

  get isEmpty(): boolean {
    return this.heads.length === 0 && this.bodies.length === 0;
  }

  /** The keys that the head of an answer names, beside the one that the request named. */
  keysIn(headers: readonly string[], requestKey: string | undefined): string[] {
    const keys: string[] = [];
    for (const head of this.heads) {
      if (head.onlyWithoutKey && requestKey !== undefined) continue;
      const key = this.keyOf(head.read(headers));
      if (key !== undefined && key !== requestKey && !keys.includes(key)) keys.push(key);
    }
    return keys;
  }

  keyOf(value: string | undefined): string | undefined {
    return value === undefined || value === '' ? undefined : sessionKey(this.rule, value);
  }
}
