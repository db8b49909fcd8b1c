import { type Exchange } from '../../exchange/exchange';
import { type PathPattern } from '../../path/path-pattern';
import { KeySource } from './key.source';

/** Each may cost a look-up in the store. */
const MAX_COMBINATIONS = 16;

/**
 * The key is put together from several places, all of which must have their part. The parts are joined by slashes, and
 * slashes within them are escaped, so that no two combinations make one key.
 */
export class CombinedSource extends KeySource {
  readonly names: readonly string[];
  override readonly isResource: boolean;
  override readonly namesTarget: boolean;
  override readonly needsBody: boolean;
  override readonly collection: PathPattern | undefined;

  constructor(private readonly sources: readonly KeySource[]) {
    super();
    this.names = sources.flatMap(({ names }) => names);
    this.isResource = sources.every(({ isResource }) => isResource);
    this.collection = sources.find(({ collection }) => collection !== undefined)?.collection;
    this.needsBody = sources.some(({ needsBody }) => needsBody);
    this.namesTarget = sources.some(({ namesTarget }) => namesTarget);
  }

  read(exchange: Exchange): string | undefined {
    const parts: string[] = [];
    for (const source of this.sources) {
      const part = source.read(exchange);
      if (part === undefined || part === '') return undefined;
      parts.push(escaped(part));
    }
    return parts.join('/');
  }

  override othersIn(exchange: Exchange): readonly string[] {
    const others = this.sources.map((source) => source.othersIn(exchange));
    if (others.every(({ length }) => length === 0)) return [];
    const choices = this.sources.map((source, at) => [source.read(exchange)!, ...others[at]].map(escaped));
    const combined = choices.reduce((begun, parts) =>
      begun.flatMap((text) => parts.map((part) => `${text}/${part}`)).slice(0, MAX_COMBINATIONS),
    );
    return combined.slice(1);
  }

  override partsOf(exchange: Exchange): readonly string[] {
    return this.sources.flatMap((source) => source.partsOf(exchange));
  }
}

function escaped(part: string): string {
  return part.replaceAll('%', '%25').replaceAll('/', '%2F');
}
