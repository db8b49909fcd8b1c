import { BodyTooLargeError } from '../../errors/client.errors';
import {
  type FieldError,
  InvalidRequestError,
  UnsupportedMediaTypeError,
} from '../../errors/validation.errors';
import { type FileReporter } from '../../../platform/files/file-reports';
import { type Watched, WatchedFiles } from '../../../platform/files/watched-files';
import { type Clock } from '../../../platform/clock';
import { type MaybePromise } from '../../../platform/maybe-promise';
import { type BodyPeek } from '../../body/body-peek';
import { isJson } from '../../body/json-body';
import { PEEK_BYTES } from '../../body/peeked-body';
import { type Exchange } from '../../exchange/exchange';
import { type AdmissionStep } from '../admission-step';
import { missing } from './field.errors';
import { errorsOfBody } from './json-body-check';
import { JsonSchemaCheck } from './json-schema';
import { mediaTypeOf, refuseCodedJson, valuesOf } from './json-type';
import { isJsonNumber } from './json-number';
import { HeaderRole, roleOf } from '../../http/header-names';
import { queryObject } from './query-object';

/** Settings for the validation of a route's requests. */
export interface ValidationSettings {
  readonly contentTypes?: readonly string[] | undefined;
  readonly bodyBytes?: number | undefined;
  /** In lower case. */
  readonly requiredHeaders: readonly string[];
  readonly requiredQuery: readonly string[];
  /** Files with a JSON Schema. */
  readonly body?: string | undefined;
  readonly query?: string | undefined;
  /** The file of an OpenAPI document. */
  readonly openapi?: string | undefined;
}

/** Methods whose requests need no body. */
const MAY_BE_BARE = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS']);

/** Refuses what a backend would refuse, before it is bothered with it; what passes continues byte for byte. */
export class RequestValidation implements AdmissionStep {
  private readonly body: Watched<JsonSchemaCheck> | undefined;
  private readonly query: Watched<JsonSchemaCheck> | undefined;
  private readonly bodyBytes: number;

  /** @throws Error when a schema cannot be used. */
  constructor(
    private readonly settings: ValidationSettings,
    private readonly bodies: BodyPeek,
    clock: Clock,
    reports?: FileReporter,
  ) {
    const { body, query, bodyBytes } = settings;
    this.body = body === undefined ? undefined : schemaIn('body', body, clock, reports);
    this.query = query === undefined ? undefined : schemaIn('query', query, clock, reports);
    this.bodyBytes = bodyBytes ?? (body === undefined ? Infinity : PEEK_BYTES);
  }

  /** @throws UnsupportedMediaTypeError, BodyTooLargeError, InvalidRequestError; what `BodyPeek` throws by rejection. */
  check(exchange: Exchange): MaybePromise<void> {
    const { head } = exchange;
    const hasBody = head.isChunked || head.contentLength > 0;
    if (head.contentLength > this.bodyBytes) throw new BodyTooLargeError(this.bodyBytes);
    if (hasBody) this.checkType(exchange);
    const errors = this.headErrors(exchange);
    if (!hasBody && this.body !== undefined && !MAY_BE_BARE.has(head.method)) errors.push(missing('body'));
    const mustRead = hasBody && (this.body !== undefined || (head.isChunked && this.bodyBytes <= PEEK_BYTES));
    if (mustRead && errors.length === 0) return this.checkBody(exchange);
    if (errors.length > 0) throw new InvalidRequestError(errors);
    return undefined;
  }

  /** From here on it looks whether its schemas change. */
  open(): void {
    this.body?.watch();
    this.query?.watch();
  }

  close(): void {
    this.body?.close();
    this.query?.close();
  }

  private async checkBody(exchange: Exchange): Promise<void> {
    const { chunks, isWhole } = await this.bodies.peek(exchange);
    const bytes = Buffer.concat(chunks);
    if (!isWhole || bytes.length > this.bodyBytes) throw new BodyTooLargeError(this.bodyBytes);
    const errors =
      this.body === undefined ? [] : errorsOfBody(bytes, (value) => this.body!.value.errorsOf(value));
    if (errors.length > 0) throw new InvalidRequestError(errors);
  }

  private checkType({ request }: Exchange): void {
    const { contentTypes } = this.settings;
    if (contentTypes === undefined && this.body === undefined) return;
    const type = mediaTypeOf(request.rawHeaders);
    const accepted = contentTypes ?? ['application/json'];
    const isTaken =
      type !== undefined &&
      (contentTypes?.some((each) => each.toLowerCase() === type.media) ?? isJson(type.media));
    if (!isTaken) throw new UnsupportedMediaTypeError(`The body must be ${accepted.join(' or ')}.`, accepted);
    if (this.body !== undefined) refuseCodedJson(request.rawHeaders, type, accepted);
  }

  private headErrors(exchange: Exchange): FieldError[] {
    const { target } = exchange;
    const { requiredHeaders, requiredQuery } = this.settings;
    const errors = requiredHeaders
      .filter((name) => !reachesBackend(exchange, name))
      .map((name) => missing('header', name));
    if (requiredQuery.length === 0 && this.query === undefined) return errors;
    const query = queryObject(target);
    errors.push(...requiredQuery.filter((name) => !(name in query)).map((name) => missing('query', name)));
    const faults =
      this.query === undefined ? [] : errorsOfQuery(this.query.value, query, queryObject(target));
    errors.push(...faults.filter(({ loc }) => !errors.some((each) => String(each.loc) === String(loc))));
    return errors;
  }
}

/** True if the client sent a field of this name, given in lower case, and the gateway passes it on. */
function reachesBackend({ request, client }: Exchange, name: string): boolean {
  const role = roleOf(name);
  if (role === HeaderRole.Dropped || (role === HeaderRole.Forwarded && !client.isTrusted)) return false;
  return valuesOf(request.rawHeaders, name).length > 0;
}

function schemaIn(
  part: 'body' | 'query',
  file: string,
  clock: Clock,
  reports?: FileReporter,
): Watched<JsonSchemaCheck> {
  return new WatchedFiles([file], (text) => JsonSchemaCheck.fromText(part, text), clock, reports);
}

/**
 * Returns the errors of the query. The schema converts a text to a number with the rules of JavaScript. A
 * backend makes the same number only of a text that is a number of JSON, so other texts are errors.
 *
 * @param texts the same query with its original texts.
 */
function errorsOfQuery(
  schema: JsonSchemaCheck,
  query: Record<string, unknown>,
  texts: Record<string, unknown>,
): FieldError[] {
  const errors = schema.errorsOf(query);
  for (const [name, value] of Object.entries(query)) {
    const given = [texts[name]].flat();
    const isOdd = (each: unknown, at: number): boolean =>
      typeof each === 'number' && !isJsonNumber(String(given[at]));
    if ([value].flat().some(isOdd))
      errors.push({ loc: ['query', name], msg: 'must be a JSON number', type: 'type' });
  }
  return errors;
}
