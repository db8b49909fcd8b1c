/** The target without any parameter of this name; the bytes of all others stay as they are. */
export function withoutParameter(target: string, name: string): string {
  const start = target.indexOf('?');
  if (start === -1) return target;
  const kept = target
    .slice(start + 1)
    .split('&')
    .filter((pair) => new URLSearchParams(pair).get(name) === null);
  return kept.length === 0 ? target.slice(0, start) : `${target.slice(0, start)}?${kept.join('&')}`;
}
