/** The fields that a client has sent, before any check. */
export type Source = Readonly<Record<string, unknown>>;

const WHOLE_NUMBER = /^(?:0|-?[1-9]\d*)$/;
const DECIMAL_NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/**
 * The number that a path or query text spells; anything else comes back as it is, for the checks to refuse.
 *
 * A number has one spelling only: `01`, `1.0` and `1e3` are refused, since a gateway tells items apart by the
 * text of their ids.
 */
export function wholeNumber(value: unknown): unknown {
  return typeof value === 'string' && WHOLE_NUMBER.test(value) ? Number(value) : value;
}

/** The number that a decimal text such as `"10.0"` spells; anything else comes back as it is. */
export function decimalNumber(value: unknown): unknown {
  return typeof value === 'string' && DECIMAL_NUMBER.test(value) ? Number(value) : value;
}
