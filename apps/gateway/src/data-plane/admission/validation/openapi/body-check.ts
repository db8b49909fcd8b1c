import { UnsupportedMediaTypeError } from '../../../errors/validation.errors';
import { isJson } from '../../../body/json-body';
import { type MediaType, mediaTypeOf, refuseCodedJson } from '../json-type';
import { type JsonPointer } from './json-pointer';
import { type DocumentSchemas, type ValueCheck } from './document-schemas';

/** The bodies that an operation takes: their types, and the schemas of those that are JSON. */
export class BodyCheck {
  readonly isRequired: boolean;
  private readonly accepted: readonly string[];
  /** By type in lower case, or a range of types such as `text/*`; undefined where anything of it will do. */
  private readonly checks: ReadonlyMap<string, ValueCheck | undefined>;

  /** @throws Error when a schema cannot be used. */
  constructor(body: JsonPointer, schemas: DocumentSchemas) {
    this.isRequired = body.fields.required === true;
    const content = body.child('content')?.children() ?? [];
    this.accepted = content.map(([type]) => type);
    this.checks = new Map(
      content.map(([type, media]) => {
        const schema = media.child('schema');
        const name = type.split(';')[0].trim().toLowerCase();
        return [name, schema === undefined || !isRead(name) ? undefined : schemas.checkFor(schema)];
      }),
    );
  }

  /**
   * Returns the check for the body of a request; undefined if the document does not restrict its bytes.
   *
   * @throws UnsupportedMediaTypeError
   */
  checkFor(rawHeaders: readonly string[]): ValueCheck | undefined {
    const type = mediaTypeOf(rawHeaders);
    const range = type && this.rangeOf(type);
    if (range === undefined)
      throw new UnsupportedMediaTypeError(`The body must be ${this.accepted.join(' or ')}.`, this.accepted);
    const check = this.checks.get(range);
    // A range of media types also includes types other than JSON, which no schema describes.
    if (check === undefined || !isJson(type!.media)) return undefined;
    refuseCodedJson(rawHeaders, type!, this.accepted);
    return check;
  }

  private rangeOf({ media }: MediaType): string | undefined {
    const ranges = [media, `${media.split('/')[0]}/*`, '*/*'];
    return ranges.find((range) => this.checks.has(range));
  }
}

function isRead(type: string): boolean {
  return isJson(type) || type.endsWith('/*');
}
