import { type FieldError } from '../../../errors/validation.errors';
import { missing } from '../field.errors';
import { type JsonPointer } from './json-pointer';
import { type DocumentSchemas, type ValueCheck } from './document-schemas';
import { type ParameterShape, shapeOf } from './parameter-shape';
import { type RawParameters } from './raw-parameters';

const PLACES = new Set(['path', 'query', 'header', 'cookie']);
/**
 * Headers that OpenAPI describes elsewhere, so that parameters of these names are ignored (OpenAPI §4.8.12).
 */
const NO_PARAMETERS = new Set(['accept', 'content-type', 'authorization']);

/** One parameter of an operation. */
export class ParameterCheck {
  /** Tells it from all others of an operation. */
  readonly key: string;
  private readonly isRequired: boolean;
  private readonly mayBeEmpty: boolean;

  private constructor(
    private readonly place: string,
    private readonly name: string,
    { required, allowEmptyValue }: JsonPointer['fields'],
    private readonly shape: ParameterShape,
    private readonly check: ValueCheck,
  ) {
    this.key = `${place} ${name}`;
    this.isRequired = required === true || place === 'path';
    this.mayBeEmpty = allowEmptyValue === true;
  }

  /** Undefined for what is only described as one. @throws Error */
  static of(parameter: JsonPointer, schemas: DocumentSchemas): ParameterCheck | undefined {
    const { name, in: place } = parameter.fields;
    if (typeof name !== 'string' || typeof place !== 'string' || !PLACES.has(place))
      throw new Error('a parameter has no name, or is in none of path, query, header, cookie');
    if (place === 'header' && NO_PARAMETERS.has(name.toLowerCase())) return undefined;
    const shape = shapeOf(parameter, place, name);
    const [[, media] = []] = parameter.child('content')?.children() ?? [];
    const schema = media === undefined ? parameter.child('schema') : media.child('schema');
    const check: ValueCheck = schema === undefined ? () => [] : schemas.checkFor(schema);
    return new ParameterCheck(place, name, parameter.fields, shape, check);
  }

  errorsOf(texts: RawParameters): FieldError[] {
    const loc = [this.place, this.name];
    const meanings = this.shape.read(texts);
    if (meanings === 'absent') return this.isRequired ? [missing(...loc)] : [];
    if (meanings === 'repeated')
      return [{ loc, msg: 'The parameter must be given only once.', type: 'repeated' }];
    if (meanings === 'malformed') return [{ loc, msg: 'The text is not JSON.', type: 'json_invalid' }];
    if (this.mayBeEmpty && meanings[0] === '') return [];
    const [errors, ...others] = meanings.map((value) => this.check(value, loc));
    return others.some((each) => each.length === 0) ? [] : errors;
  }
}
