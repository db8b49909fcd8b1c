import { Problem, ValidationProblem } from '@app/contracts';
import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiResponse, getSchemaPath } from '@nestjs/swagger';

/** Documents that a route may answer this problem. */
export function ApiProblem(status: number, description: string): MethodDecorator & ClassDecorator {
  const model = status === 422 ? ValidationProblem : Problem;
  const schema = { $ref: getSchemaPath(model) };
  return applyDecorators(
    ApiExtraModels(model),
    ApiResponse({ status, description, content: { 'application/problem+json': { schema } } }),
  );
}
