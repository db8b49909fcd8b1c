/** One entry of the stack that an Express router walks; only a route has methods. */
export interface RouterLayer {
  readonly route?: { readonly methods: Readonly<Record<string, boolean>> };
  match(path: string): boolean;
}

/** The methods that some route has for this path, as an `Allow` header lists them; none when the path is unknown. */
export function allowedMethods(stack: readonly RouterLayer[], path: string): string[] {
  const methods = new Set<string>();
  for (const layer of stack) {
    if (!layer.route || !layer.match(path)) continue;
    for (const method of Object.keys(layer.route.methods)) methods.add(method.toUpperCase());
  }
  // Express answers HEAD wherever it answers GET (RFC 9110, section 9.3.2).
  if (methods.has('GET')) methods.add('HEAD');
  return [...methods].sort();
}
