/** Half a character, of which there is no escape. */
const LONE_SURROGATE = /\p{Surrogate}/u;

/** A path with placeholders for parts of the key: the address at which backends are asked for a resource. */
export class ResourcePath {
  /** Texts and names in turn, a text first and last. */
  private readonly pieces: readonly string[];

  constructor(pattern: string) {
    this.pieces = pattern.split(/:([A-Za-z_]\w*)/);
  }

  /** The path for these values; undefined where one is missing or would be read as a step, not as a name. */
  fill(names: readonly string[], values: readonly string[]): string | undefined {
    let path = encodeURI(this.pieces[0]);
    for (let at = 1; at < this.pieces.length; at += 2) {
      // With one value only, there is no doubt which one is meant, whatever it is called where it stands.
      const value = values.length === 1 ? values[0] : values[names.indexOf(this.pieces[at])];
      if (value === undefined || value === '.' || value === '..' || LONE_SURROGATE.test(value))
        return undefined;
      path += encodeURIComponent(value) + encodeURI(this.pieces[at + 1]);
    }
    return path;
  }
}

/**
 * The resource that a path source speaks of: its pattern up to the key. Undefined where another name comes before, whose
 * value the key alone does not tell.
 */
export function resourceOf(pattern: string, name: string | undefined): string | undefined {
  const [, before, key] = /^([^:]*):(\w+)/.exec(pattern) ?? [];
  return name === undefined || name === key ? `${before}:${key}` : undefined;
}
