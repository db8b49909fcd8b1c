/** The parameters of a query by name: each as text, or as a list where it is there more than once. */
export function queryObject(target: string): Record<string, unknown> {
  const question = target.indexOf('?');
  // Without a prototype, `__proto__` is a name like any other.
  const query = Object.create(null) as Record<string, string | string[] | undefined>;
  // In one pass: to look for the values of each name again would take some 15 ms for a query of 8 KiB.
  for (const [name, value] of new URLSearchParams(question < 0 ? '' : target.slice(question + 1))) {
    const before = query[name];
    if (before === undefined) query[name] = value;
    else if (typeof before === 'string') query[name] = [before, value];
    else before.push(value);
  }
  return query;
}
