import { type IncomingMessage } from 'node:http';
import { valuesOf } from '../json-type';

/** Decoded texts of the path, query, headers and cookies of a request, by name. */
export class RawParameters {
  private query: URLSearchParams | undefined;

  constructor(
    private readonly path: ReadonlyMap<string, string>,
    private readonly target: string,
    private readonly request: IncomingMessage,
  ) {}

  of(place: string, name: string): readonly string[] {
    switch (place) {
      case 'path': {
        const value = this.path.get(name);
        return value === undefined ? [] : [value];
      }
      case 'query':
        return this.queryParameters.getAll(name);
      case 'header':
        return valuesOf(this.request.rawHeaders, name.toLowerCase());
      default:
        return this.cookies(name);
    }
  }

  /** The names of all query parameters, each once. */
  get queryNames(): readonly string[] {
    return [...new Set(this.queryParameters.keys())];
  }

  private get queryParameters(): URLSearchParams {
    const question = this.target.indexOf('?');
    return (this.query ??= new URLSearchParams(question < 0 ? '' : this.target.slice(question + 1)));
  }

  private cookies(name: string): string[] {
    const pairs = valuesOf(this.request.rawHeaders, 'cookie').flatMap((line) => line.split(';'));
    return pairs
      .map((pair) => pair.trim())
      .filter((pair) => pair.startsWith(`${name}=`))
      .map((pair) => pair.slice(name.length + 1));
  }
}
