import { applyDecorators, Controller, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import { ApiProblem } from './openapi/api-problem.decorator';
import { OperatorGuard } from './operator.guard';

/** A controller below `/api`, for operators only. */
export function AdminController(path = '', tag = path): ClassDecorator {
  return applyDecorators(
    Controller(`api/${path}`),
    UseGuards(OperatorGuard),
    ApiTags(tag),
    ApiBearerAuth(),
    ApiProblem(401, 'The admin token is missing, or another one.'),
    ApiProblem(403, 'Asked for by another name, by a page of another origin, or through a gateway.'),
  );
}
