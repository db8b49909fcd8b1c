import { type FieldError, type Source } from '@app/contracts';
import { validateSync } from 'class-validator';
import { ValidationException } from '../problems/validation.exception';
import { fieldErrors } from './field-errors';
import { jsonBody } from './json-body';
import { type RequestParts } from './request-parts';
import { type RoutedRequest } from './routed-request';

const SOURCES: Readonly<Record<keyof RequestParts, (request: RoutedRequest) => Source | FieldError[]>> = {
  path: (request) => request.params,
  query: (request) => request.query,
  body: jsonBody,
};

/**
 * The parts of a request, each read and checked by its DTO.
 *
 * @throws ValidationException naming every bad value of all parts at once.
 */
export function checkRequest(
  request: RoutedRequest,
  parts: RequestParts,
): Partial<Record<keyof RequestParts, object>> {
  const checked: Partial<Record<keyof RequestParts, object>> = {};
  const errors: FieldError[] = [];
  for (const part of Object.keys(parts) as (keyof RequestParts)[]) {
    const source = SOURCES[part](request);
    if (Array.isArray(source)) {
      errors.push(...source);
      continue;
    }
    const dto = new parts[part]!(source);
    errors.push(...fieldErrors(part, validateSync(dto, { stopAtFirstError: true })));
    checked[part] = dto;
  }
  if (errors.length > 0) throw new ValidationException(errors);
  return checked;
}
