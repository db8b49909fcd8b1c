import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiBody, ApiQuery } from '@nestjs/swagger';
import { ApiProblem } from '../openapi/api-problem.decorator';
import { checkRequest } from './check-request';
import { type RequestParts } from './request-parts';
import { type RoutedRequest } from './routed-request';

const CheckedParts = createParamDecorator((parts: RequestParts, context: ExecutionContext) =>
  checkRequest(context.switchToHttp().getRequest<RoutedRequest>(), parts),
);

/**
 * Hands a route its request, read and checked, and documents what it takes and how it refuses:
 * `replace(@Checked({ path: ItemAddress, body: ItemFields }) { path, body }: …)`.
 *
 * What a path takes is documented by `@ApiParam`, since Swagger would take the fields of a DTO for query parameters.
 */
export function Checked(parts: RequestParts): ParameterDecorator {
  const { query, body } = parts;
  return (target, method, index) => {
    CheckedParts(parts)(target, method, index);
    const route = Object.getOwnPropertyDescriptor(target, method!)!;
    const document = (decorate: MethodDecorator) => decorate(target, method!, route);
    document(ApiProblem(422, 'Some values of the request are not valid'));
    if (query) document(ApiQuery({ name: undefined, type: query }));
    if (!body) return;
    document(ApiBody({ type: body }));
    document(ApiProblem(413, 'The body is too large'));
    document(ApiProblem(415, 'The body is not JSON'));
  };
}
