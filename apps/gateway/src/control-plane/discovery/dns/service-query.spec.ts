import * as fc from 'fast-check';
import { type Answer } from 'dns-packet';
import { ServiceQuery } from './service-query';

const NAME = '_http._tcp.items.test';
const SETTINGS = {
  name: NAME,
  scheme: 'http',
  refresh: { min: 1_000, max: 60_000 },
  nxdomain: 'keep',
} as const;

/** How the name server answers for one target: with an address, that there is none, or not at all. */
type Fate = number | 'absent' | 'silent';

const target = fc.constantFrom('a.test', 'b.test', 'c.test', 'd.test');
const fate: fc.Arbitrary<Fate> = fc.oneof(
  fc.integer({ min: 1, max: 254 }),
  fc.constantFrom('absent' as const, 'silent' as const),
);

/** The answers to one question: the targets that are listed, each with its fate. */
const round = fc.uniqueArray(fc.tuple(target, fate), { selector: ([name]) => name, minLength: 1 });

describe('the services of a name', () => {
  let zone: ReadonlyMap<string, Fate>;
  let asked: string[];

  beforeEach(() => (asked = []));

  function ask(name: string, type: string) {
    asked.push(name);
    const reply = (answers: Answer[]) =>
      Promise.resolve({ exists: answers.length > 0, answers, additionals: [] });
    if (type === 'SRV')
      return reply([...zone.keys()].map((to) => ({ type, name, ttl: 9, data: { target: to, port: 80 } })));
    const found = zone.get(name);
    if (found === 'silent') return Promise.reject(new Error('no answer'));
    return reply(
      typeof found === 'number' && type === 'A' ? [{ type, name, ttl: 9, data: `10.0.0.${found}` }] : [],
    );
  }

  it('follow every target that can be asked; any other one stays as it was, and is named', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(round, { maxLength: 6 }), async (rounds) => {
        const query = new ServiceQuery(SETTINGS, { ask });
        let known = new Map<string, number>();
        for (const fates of rounds) {
          zone = new Map(fates);
          const silent = fates.filter(([, found]) => found === 'silent').map(([name]) => name);
          const answer = query.ask(new AbortController().signal);
          if (silent.length === fates.length) {
            await expect(answer).rejects.toThrow('no answer');
            continue;
          }
          const kept = silent.flatMap((name) => (known.has(name) ? [[name, known.get(name)!] as const] : []));
          const found = fates.flatMap(([name, at]) => (typeof at === 'number' ? [[name, at] as const] : []));
          known = new Map([...found, ...kept]);
          const { backends, skipped } = await answer;
          expect(new Set(backends.map(({ url }) => url))).toEqual(
            new Set([...known.values()].map((at) => `http://10.0.0.${at}:80`)),
          );
          for (const name of silent) expect(skipped!.join()).toContain(name);
        }
      }),
    );
  });

  it('ask few of many targets that do not answer, and all of them in the end', async () => {
    const query = new ServiceQuery(SETTINGS, { ask });
    const many = Array.from({ length: 200 }, (_, at) => [`t${at}.test`, 'silent'] as const);
    zone = new Map<string, Fate>([['first.test', 1], ...many, ['last.test', 2]]);
    const listed = async () => {
      asked = [];
      const { backends } = await query.ask(new AbortController().signal);
      expect(asked.length).toBeLessThan(60);
      return backends.length;
    };
    expect(await listed()).toBe(1);
    for (let round = 0; round < 20; round++) await listed();
    expect(await listed()).toBe(2);
    zone = new Map<string, Fate>([...zone, ['t100.test', 3]]);
    for (let round = 0; round < 20; round++) await listed();
    expect(await listed()).toBe(3);
  });
});
