import { type Exchange } from '../../exchange/exchange';
import { PathPattern } from '../../path/path-pattern';
import { KeySource } from './key.source';

/** The key is a segment of the path. */
export class PathSource extends KeySource {
  readonly names: readonly string[];
  override readonly isResource: boolean;
  override readonly collection: PathPattern;
  private readonly pattern: PathPattern;
  private readonly at: number;

  /** @param name of the segment that is the key; the first one that has a name when left out. */
  constructor(pattern: string, name?: string) {
    super();
    this.pattern = new PathPattern(pattern);
    const { names } = this.pattern;
    this.at = name === undefined ? 0 : names.indexOf(name);
    this.names = [names[this.at]];
    const key = pattern.split('/').indexOf(`:${names[this.at]}`);
    this.collection = new PathPattern(pattern.split('/').slice(0, key).join('/') || '/');
    this.isResource = pattern.replace(/\/$/, '').endsWith(`/:${names[this.at]}`);
  }

  read({ head }: Exchange): string | undefined {
    return this.pattern.match(head.path)?.[this.at];
  }
}
