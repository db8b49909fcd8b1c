import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const DATA_PLANE = join(__dirname, '../../apps/gateway/src/data-plane');
const CLASS_FILE = 'exchange/exchange.ts';
const SOURCE = readFileSync(join(DATA_PLANE, CLASS_FILE), 'utf8');
const BODY = SOURCE.slice(SOURCE.indexOf('export class Exchange {'));

/** Fields that may change: declared in the class, or in its constructor. */
const FIELDS = [...BODY.matchAll(/^ {2}(?:private )?(\w+)(?::| =)|^ {4}public (\w+):/gm)].map(
  ([, own, given]) => own ?? given,
);

const files = readdirSync(DATA_PLANE, { recursive: true, encoding: 'utf8' }).filter(
  (name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'),
);

/** The folders with a file that assigns to the field. */
function writersOf(field: string): string[] {
  const elsewhere = new RegExp(
    `\\bexchange\\.${field} (?:[-+]|\\?\\?)?= |\\bexchange\\.${field}(?:\\+\\+|--)`,
  );
  const inside = new RegExp(`\\bthis\\.${field} (?:[-+]|\\?\\?)?= `);
  const found = files.filter((name) =>
    (name === CLASS_FILE ? inside : elsewhere).test(readFileSync(join(DATA_PLANE, name), 'utf8')),
  );
  return [...new Set(found.map((name) => dirname(name)))];
}

describe('the exchange', () => {
  it('has few fields that may change', () => {
    expect(FIELDS).toContain('placement');
    expect(FIELDS.length).toBeLessThanOrEqual(15);
  });

  it.each(FIELDS)('has %s written in one folder', (field) => {
    expect(writersOf(field).length).toBeLessThanOrEqual(1);
  });
});
