import { BodyTooLargeError } from '../../../errors/client.errors';
import {
  type FieldError,
  InvalidRequestError,
  UnsupportedMediaTypeError,
} from '../../../errors/validation.errors';
import { type MaybePromise } from '../../../ports/maybe-promise';
import { type BodyPeek } from '../../body/body.peek';
import { isJson } from '../../body/json.body';
import { PEEK_BYTES } from '../../body/peeked.body';
import { type Exchange } from '../../exchange';
import { type AdmissionStep } from '../admission.step';
import { JsonSchemaCheck } from './json.schema';
import { strictJson } from './strict.json';

/** What the configuration says of the requests of a route. */
export interface ValidationSettings {
  readonly contentTypes?: readonly string[] | undefined;
  readonly bodyBytes?: number | undefined;
  /** In lower case. */
  readonly requiredHeaders: readonly string[];
  readonly requiredQuery: readonly string[];
  /** Files with a JSON Schema. */
  readonly body?: string | undefined;
  readonly query?: string | undefined;
}

/** Methods whose requests need no body. */
const MAY_BE_BARE = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS']);

/** Refuses what a backend would refuse, before it is bothered with it; what passes goes on byte for byte. */
export class RequestValidation implements AdmissionStep {
  private readonly body: JsonSchemaCheck | undefined;
  private readonly query: JsonSchemaCheck | undefined;
  private readonly bodyBytes: number;

  /** @throws Error when a schema cannot be used. */
  constructor(
    private readonly settings: ValidationSettings,
    private readonly bodies: BodyPeek,
  ) {
    const { body, query, bodyBytes } = settings;
    this.body = body === undefined ? undefined : JsonSchemaCheck.fromFile('body', body);
    this.query = query === undefined ? undefined : JsonSchemaCheck.fromFile('query', query);
    this.bodyBytes = bodyBytes ?? (body === undefined ? Infinity : PEEK_BYTES);
  }

  /** @throws UnsupportedMediaTypeError, BodyTooLargeError, InvalidRequestError; what `BodyPeek` throws by rejection. */
  check(exchange: Exchange): MaybePromise<void> {
    const { head } = exchange;
    const hasBody = head.isChunked || head.contentLength > 0;
    if (head.contentLength > this.bodyBytes) throw new BodyTooLargeError(this.bodyBytes);
    if (hasBody) this.checkType(exchange);
    const errors = this.headErrors(exchange);
    if (!hasBody && this.body !== undefined && !MAY_BE_BARE.has(head.method))
      errors.push({ loc: ['body'], msg: 'Field required', type: 'missing' });
    const mustRead = hasBody && (this.body !== undefined || (head.isChunked && this.bodyBytes <= PEEK_BYTES));
    if (mustRead && errors.length === 0) return this.checkBody(exchange);
    if (errors.length > 0) throw new InvalidRequestError(errors);
    return undefined;
  }

  private async checkBody(exchange: Exchange): Promise<void> {
    const { chunks, isWhole } = await this.bodies.peek(exchange);
    const bytes = Buffer.concat(chunks);
    if (!isWhole || bytes.length > this.bodyBytes) throw new BodyTooLargeError(this.bodyBytes);
    const errors = this.body === undefined ? [] : errorsOfBody(this.body, bytes);
    if (errors.length > 0) throw new InvalidRequestError(errors);
  }

  /** A body that is coded, or in other letters, would be another one to the backend than it is here. */
  private checkType({ request }: Exchange): void {
    const { contentTypes } = this.settings;
    if (contentTypes === undefined && this.body === undefined) return;
    const [type = '', ...others] = valuesOf(request.rawHeaders, 'content-type');
    const [media, ...parameters] = type.split(';').map((part) => part.trim().toLowerCase());
    const isTaken = contentTypes?.some((each) => each.toLowerCase() === media) ?? isJson(media);
    const accepted = contentTypes ?? ['application/json'];
    if (!isTaken || others.length > 0)
      throw new UnsupportedMediaTypeError(`The body must be ${accepted.join(' or ')}.`, accepted);
    if (this.body === undefined) return;
    const charset = parameters.find((each) => each.startsWith('charset'));
    const isCoded = valuesOf(request.rawHeaders, 'content-encoding').some((each) => each !== 'identity');
    if (isCoded || (charset !== undefined && !/^charset="?utf-8"?$/.test(charset)))
      throw new UnsupportedMediaTypeError('The body must be UTF-8, and not compressed.', accepted);
  }

  private headErrors({ request, target }: Exchange): FieldError[] {
    const { requiredHeaders, requiredQuery } = this.settings;
    const errors = requiredHeaders
      .filter((name) => valuesOf(request.rawHeaders, name).length === 0)
      .map((name) => missing('header', name));
    if (requiredQuery.length === 0 && this.query === undefined) return errors;
    const query = queryOf(target);
    errors.push(...requiredQuery.filter((name) => !(name in query)).map((name) => missing('query', name)));
    const faults = this.query?.errorsOf(query) ?? [];
    errors.push(...faults.filter(({ loc }) => !errors.some((each) => String(each.loc) === String(loc))));
    return errors;
  }
}

function errorsOfBody(schema: JsonSchemaCheck, bytes: Buffer): FieldError[] {
  let value: unknown;
  try {
    value = strictJson(bytes);
  } catch (error) {
    return [{ loc: ['body'], msg: (error as Error).message, type: 'json_invalid' }];
  }
  return schema.errorsOf(value);
}

function missing(part: string, name: string): FieldError {
  return { loc: [part, name], msg: 'Field required', type: 'missing' };
}

/** Each parameter as text, or as a list where it is there more than once. */
function queryOf(target: string): Record<string, unknown> {
  const question = target.indexOf('?');
  const parameters = new URLSearchParams(question < 0 ? '' : target.slice(question + 1));
  // Without a prototype, `__proto__` is a name like any other.
  const query = Object.create(null) as Record<string, unknown>;
  for (const name of new Set(parameters.keys())) {
    const values = parameters.getAll(name);
    query[name] = values.length === 1 ? values[0] : values;
  }
  return query;
}

function valuesOf(rawHeaders: readonly string[], lowerName: string): string[] {
  return rawHeaders.filter((_value, at) => at % 2 === 1 && rawHeaders[at - 1].toLowerCase() === lowerName);
}
