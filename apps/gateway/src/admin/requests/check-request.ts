import { type FieldError, type Source } from '@app/contracts';
import { type ValidationError, validateSync } from 'class-validator';
import { InvalidRequest } from './invalid-request';
import { readJsonBody } from './json-body';
import { type OperatorRequest } from './operator-request';

/** A DTO that reads what an operator sent and knows how to check it. */
type Dto = new (source: Source) => object;

/** The parts of a request that a route reads, and the DTO of each. */
export interface RequestParts {
  readonly path?: Dto;
  readonly query?: Dto;
  readonly body?: Dto;
}

type Checked = Partial<Record<keyof RequestParts, object>>;

/** @throws InvalidRequest that names every bad value of all parts at once; HttpException for a body of no use. */
export async function checkRequest(request: OperatorRequest, parts: RequestParts): Promise<Checked> {
  const sources: Record<keyof RequestParts, Source> = {
    path: request.params,
    query: request.query,
    body: parts.body === undefined ? {} : await readJsonBody(request),
  };
  if (parts.body !== undefined) request.said = sources.body;
  const checked: Checked = {};
  const errors: FieldError[] = [];
  for (const [part, Dto] of Object.entries(parts) as [keyof RequestParts, Dto][]) {
    const dto = new Dto(sources[part]);
    errors.push(...unknownFields(part, dto, sources[part]), ...mistakesIn(part, dto));
    checked[part] = dto;
  }
  if (errors.length > 0) throw new InvalidRequest(errors);
  return checked;
}

/** A misspelt field must not be ignored: the response would look as if it had been applied. */
function unknownFields(part: string, dto: object, source: Source): FieldError[] {
  return Object.keys(source)
    .filter((field) => !Object.hasOwn(dto, field))
    .map((field) => ({
      loc: [part, field.slice(0, 100)],
      msg: 'There is no such field',
      type: 'extra_forbidden',
    }));
}

function mistakesIn(part: string, dto: object): FieldError[] {
  return validateSync(dto, { stopAtFirstError: true }).map(
    ({ property, value, constraints }: ValidationError) => {
      const loc = [part, property];
      if (value === undefined) return { loc, msg: 'Field required', type: 'missing' };
      return { loc, msg: Object.values(constraints ?? {})[0] ?? 'is not valid', type: 'value_error' };
    },
  );
}
