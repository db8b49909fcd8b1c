import { BodyTooLargeError, MethodNotAllowedError } from '../../../errors/client.errors';
import { AmbiguousPathError } from '../../../errors/routing.errors';
import {
  type FieldError,
  InvalidRequestError,
  UndocumentedPathError,
  UnsupportedMediaTypeError,
} from '../../../errors/validation.errors';
import { type Watched } from '../../../../platform/files/watched-files';
import { type MaybePromise } from '../../../../platform/maybe-promise';
import { type BodyPeek } from '../../../body/body-peek';
import { PEEK_BYTES } from '../../../body/peeked-body';
import { type Exchange } from '../../../exchange/exchange';
import { type AdmissionStep } from '../../admission-step';
import { missing } from '../field.errors';
import { errorsOfBody } from '../json-body-check';
import { type ValueCheck } from './document-schemas';
import { type DocumentedPath, type OpenApiDocument, type PathOperations } from './openapi-document';
import { type OperationCheck } from './operation-check';
import { RawParameters } from './raw-parameters';

/** Holds requests to what an OpenAPI document says of them; what passes continues byte for byte. */
export class OpenApiValidation implements AdmissionStep {
  constructor(
    private readonly document: Watched<OpenApiDocument>,
    private readonly bodies: BodyPeek,
  ) {}

  /**
   * @throws UndocumentedPathError, MethodNotAllowedError, UnsupportedMediaTypeError, BodyTooLargeError,
   * InvalidRequestError; what `BodyPeek` throws by rejection.
   */
  check(exchange: Exchange): MaybePromise<void> {
    const { head, request } = exchange;
    const { operations, values } = this.pathOf(exchange);
    const operation = operationOf(operations, head.method);
    const errors = operation.errorsOf(new RawParameters(values, exchange.target, request));
    if (!head.hasBody) {
      if (operation.body?.isRequired === true) errors.push(missing('body'));
      return refuseFor(errors);
    }
    const { body } = operation;
    if (body === undefined && head.contentLength > 0)
      throw new UnsupportedMediaTypeError('This operation has no body.', []);
    const check = body === undefined ? 'nothing' : body.checkFor(request.rawHeaders);
    return check === undefined ? refuseFor(errors) : this.checkBody(exchange, check, errors);
  }

  /** As the backend gets it, or else, where a route rewrites it, as the client sent it. */
  private pathOf({ target, head }: Exchange): Exclude<DocumentedPath, string> {
    const { value: document } = this.document;
    let found = document.find(target);
    if (found === 'none' && target !== head.path) found = document.find(head.path);
    if (found === 'none') throw new UndocumentedPathError();
    if (found === 'ambiguous')
      throw new AmbiguousPathError('The path leads to different operations, depending on how it is read.');
    return found;
  }

  private async checkBody(
    exchange: Exchange,
    check: ValueCheck | 'nothing',
    errors: FieldError[],
  ): Promise<void> {
    const { chunks, isWhole } = await this.bodies.peek(exchange);
    if (!isWhole) throw new BodyTooLargeError(PEEK_BYTES);
    const bytes = Buffer.concat(chunks);
    // Chunks may come to nothing.
    if (check === 'nothing' && bytes.length > 0)
      throw new UnsupportedMediaTypeError('This operation has no body.', []);
    if (check !== 'nothing') errors.push(...errorsOfBody(bytes, check));
    refuseFor(errors);
  }
}

function operationOf(operations: PathOperations, method: string): OperationCheck {
  // A resource that supports GET also supports HEAD (RFC 9110 §9.3.2).
  const operation = operations.get(method) ?? (method === 'HEAD' ? operations.get('GET') : undefined);
  if (operation !== undefined) return operation;
  const allowed = new Set(operations.keys());
  if (allowed.has('GET')) allowed.add('HEAD');
  throw new MethodNotAllowedError(method, [...allowed].join(', '));
}

function refuseFor(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw new InvalidRequestError(errors);
}
