import { type ConfigIssue } from './config-issue';
import { EACH, matches, valueAt } from './path';

/** Values that name an entry of another section. */
const REFERENCES = [
  { from: ['routes', EACH, 'pool'], to: 'pools', noun: 'a pool' },
  { from: ['routes', EACH, 'affinity', EACH], to: 'affinity', noun: 'an affinity rule' },
] as const;

/** The names in `config` that nothing bears. */
export function brokenReferences(config: unknown): ConfigIssue[] {
  return REFERENCES.flatMap(({ from, to, noun }) => {
    const words = Object.keys(valueAt(config, [to]) ?? {});
    return [...matches(config, from)].flatMap(([path, word]): ConfigIssue[] => {
      if (typeof word !== 'string' || words.includes(word)) return [];
      return [
        { path, allowed: words.join(', ') || `${noun}, of which there is none`, meant: { word, words } },
      ];
    });
  });
}
