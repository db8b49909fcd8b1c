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
    ApiProblem(401, 'The admin token is missing or wrong.'),
    ApiProblem(
      403,
      'The request names another host, comes from a page of another origin, or came through a gateway.',
    ),
  );
}
