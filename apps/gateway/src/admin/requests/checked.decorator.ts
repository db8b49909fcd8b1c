import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiBody, ApiQuery } from '@nestjs/swagger';
import { ApiProblem } from '../openapi/api-problem.decorator';
import { checkRequest, type RequestParts } from './check-request';
import { type OperatorRequest } from './operator-request';

const CheckedParts = createParamDecorator((parts: RequestParts, context: ExecutionContext) =>
  checkRequest(context.switchToHttp().getRequest<OperatorRequest>(), parts),
);

/**
 * Hands a route its request, read and checked, and documents what it takes and how it refuses:
 * `change(@Checked({ path: BackendAddress, body: BackendChange }) { path, body }: …)`.
 */
export function Checked(parts: RequestParts): ParameterDecorator {
  const { query, body } = parts;
  return (target, method, index) => {
    CheckedParts(parts)(target, method, index);
    const route = Object.getOwnPropertyDescriptor(target, method!)!;
    const document = (decorate: MethodDecorator) => decorate(target, method!, route);
    document(ApiProblem(422, 'Some values of the request are not valid.'));
    if (query) document(ApiQuery({ name: undefined, type: query }));
    if (!body) return;
    document(ApiBody({ type: body }));
    document(ApiProblem(400, 'The body is not a JSON object.'));
    document(ApiProblem(413, 'The body is too large.'));
    document(ApiProblem(415, 'The body is not JSON.'));
  };
}
