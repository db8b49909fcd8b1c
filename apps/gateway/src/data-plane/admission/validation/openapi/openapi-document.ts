import { parse } from 'yaml';
import { plainPathEnd } from '../../../path/plain-path';
import { pathOf, readingsOf } from '../../../path/path-readings';
import { JsonPointer } from './json-pointer';
import { DocumentSchemas } from './document-schemas';
import { OperationCheck } from './operation-check';
import { type PathMatch, PathTree, segmentsOf, type SegmentName } from './path-tree';
import { asRequestsAreHeldTo } from './request-dialect';

/** Methods of a path, in upper case, with the check of each. */
export type PathOperations = ReadonlyMap<string, OperationCheck>;

/** The entry of a document for a path: none, an ambiguous one, or this. */
export type DocumentedPath =
  | 'none'
  | 'ambiguous'
  | {
      readonly operations: PathOperations;
      /** The values of the names in it. */
      readonly values: ReadonlyMap<string, string>;
    };

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch'];
/** More errors than these do not help the reader. */
const MAX_MISTAKES = 5;

/** An OpenAPI document, 3.0 or 3.1, made ready to hold requests to it. */
export class OpenApiDocument {
  private readonly paths = new PathTree<PathOperations>();
  /** Prefixes of all its paths, each without a slash at its end. */
  private readonly bases: readonly string[];

  private constructor(root: JsonPointer) {
    this.bases = basesOf(root);
    const schemas = new DocumentSchemas(root.fields);
    const mistakes: string[] = [];
    for (const [template, path] of root.child('paths')?.children() ?? []) {
      const operations = new Map<string, OperationCheck>();
      const attempt = (what: string, make: () => void): void => {
        try {
          make();
        } catch (error) {
          mistakes.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
        }
      };
      for (const method of METHODS) {
        attempt(`${method.toUpperCase()} ${template}`, () => {
          const operation = path.child(method);
          if (operation !== undefined)
            operations.set(method.toUpperCase(), new OperationCheck(operation, path, schemas));
        });
      }
      attempt(template, () =>
        this.paths.add(template, operations, (present) => new Map([...operations, ...present])),
      );
    }
    if (mistakes.length > 0) throw new Error(mistakes.slice(0, MAX_MISTAKES).join('; '));
  }

  /** @param text JSON or YAML. @throws Error that names what cannot be used. */
  static fromText(text: string): OpenApiDocument {
    const document: unknown = parse(text);
    const isObject = typeof document === 'object' && document !== null;
    const { openapi, paths } = (isObject ? document : {}) as Record<string, unknown>;
    if (typeof openapi !== 'string' || !/^3\.[01](?:\.|$)/.test(openapi))
      throw new Error('it is not OpenAPI 3.0 or 3.1');
    if (typeof paths !== 'object' || paths === null) throw new Error('it has no paths');
    return new OpenApiDocument(JsonPointer.root(asRequestsAreHeldTo(document as Record<string, unknown>)));
  }

  /** Finds the entry for the path of a target; a slash at its end makes no difference. */
  find(target: string): DocumentedPath {
    const path = pathOf(target);
    const readings = plainPathEnd(target) > 0 ? undefined : readingsOf(target);
    if (readings?.kind === 'malformed') return 'ambiguous';
    const [first, ...others] = readings?.paths ?? [path];
    const found = this.match(first);
    // A backend must not take it for another operation than the one that it is held to.
    if (others.some((other) => this.match(other)?.match.value !== found?.match.value)) return 'ambiguous';
    if (found === undefined) return 'none';
    const values = valuesIn(path, found.depth, found.match.names);
    return { operations: found.match.value, values };
  }

  private match(path: string): { match: PathMatch<PathOperations>; depth: number } | undefined {
    for (const base of this.bases) {
      if (!path.startsWith(base) || (path.length > base.length && path[base.length] !== '/')) continue;
      const match = this.paths.find(path.slice(base.length));
      if (match !== undefined) return { match, depth: segmentsOf(base).length };
    }
    return undefined;
  }
}

/** Decoded once each, whatever else the path holds. */
function valuesIn(path: string, depth: number, names: readonly SegmentName[]): Map<string, string> {
  const segments = segmentsOf(path);
  return new Map(
    names.map(({ name, segment, before, after }) => {
      const whole = decodeURIComponent(segments[depth + segment]);
      return [name, whole.slice(before.length, whole.length - after.length)];
    }),
  );
}

/** Returns the paths of the URLs in `servers`, with the default of each variable inserted. */
function basesOf(root: JsonPointer): string[] {
  const servers = root.child('servers')?.elements() ?? [];
  if (servers.length === 0) return [''];
  return servers.map((server) => {
    const { url = '/' } = server.fields;
    const variables = server.child('variables');
    const whole = String(url).replace(/\{([^{}]*)\}/g, (_all, name: string) =>
      JSON.stringify(variables?.child(name)?.fields.default ?? '').replaceAll('"', ''),
    );
    if (!URL.canParse(whole, 'http://host/')) throw new Error(`"${whole}" in servers is not a URL`);
    return new URL(whole, 'http://host/').pathname.replace(/\/+$/, '');
  });
}
