import { pointerSteps } from '../../../body/json-body';

/** So many references may lead to one another; honest ones need two. */
const MAX_REFERENCES = 32;

type Fields = Readonly<Record<string, unknown>>;

/** A place in a document: what stands there, and the way to it. References are followed wherever one is met. */
export class JsonPointer {
  private constructor(
    private readonly root: unknown,
    readonly value: unknown,
    private readonly steps: readonly string[],
  ) {}

  static root(document: unknown): JsonPointer {
    return new JsonPointer(document, document, []);
  }

  /** The fields of the object that stands here; none where something else does. */
  get fields(): Fields {
    const { value } = this;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
  }

  /** As a fragment that a reference may name (RFC 6901 §6). */
  get pointer(): string {
    const escaped = this.steps.map((step) => step.replaceAll('~', '~0').replaceAll('/', '~1'));
    return `#${escaped.map((step) => `/${encodeURIComponent(step)}`).join('')}`;
  }

  /** Returns the member of this name, or undefined. @throws Error for a reference that leads nowhere. */
  child(name: string): JsonPointer | undefined {
    return this.step(name)?.followed();
  }

  /** Returns all members with their names. */
  children(): [string, JsonPointer][] {
    return Object.keys(this.fields).map((name) => [name, this.child(name)!]);
  }

  /** Returns the elements of the list at this place, in their order. */
  elements(): JsonPointer[] {
    return Array.isArray(this.value) ? this.value.map((_, at) => this.step(String(at))!.followed()) : [];
  }

  private step(name: string): JsonPointer | undefined {
    const { value, root, steps } = this;
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    return new JsonPointer(root, (value as Fields)[name], [...steps, name]);
  }

  private followed(left = MAX_REFERENCES): JsonPointer {
    const { $ref } = this.fields;
    if (typeof $ref !== 'string') return this;
    if (!$ref.startsWith('#'))
      throw new Error(`"${$ref}" points outside the document, which is not supported`);
    if (left === 0) throw new Error(`"${$ref}" points to itself`);
    let place: JsonPointer | undefined = JsonPointer.root(this.root);
    for (const step of pointerSteps(decodeURIComponent($ref.slice(1)))) place = place?.step(step);
    if (place === undefined) throw new Error(`"${$ref}" points to nothing`);
    return place.followed(left - 1);
  }
}
