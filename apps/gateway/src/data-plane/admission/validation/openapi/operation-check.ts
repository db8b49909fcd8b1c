import { type FieldError } from '../../../errors/validation.errors';
import { BodyCheck } from './body-check';
import { type JsonPointer } from './json-pointer';
import { type DocumentSchemas } from './document-schemas';
import { ParameterCheck } from './parameter-check';
import { type RawParameters } from './raw-parameters';

/** The checks that an OpenAPI document requires for one method of one path. */
export class OperationCheck {
  /** Undefined where no body is described. */
  readonly body: BodyCheck | undefined;
  private readonly parameters: readonly ParameterCheck[];

  /** @throws Error that says what of it cannot be used. */
  constructor(operation: JsonPointer, path: JsonPointer, schemas: DocumentSchemas) {
    const described = [path, operation].flatMap((place) => place.child('parameters')?.elements() ?? []);
    const checks = described
      .map((parameter) => ParameterCheck.of(parameter, schemas))
      .filter((check) => check !== undefined);
    // A parameter of the operation replaces the parameter of the path with the same name.
    this.parameters = [...new Map(checks.map((check) => [check.key, check])).values()];
    const body = operation.child('requestBody');
    this.body = body === undefined ? undefined : new BodyCheck(body, schemas);
  }

  errorsOf(texts: RawParameters): FieldError[] {
    return this.parameters.flatMap((parameter) => parameter.errorsOf(texts));
  }
}
