import { applyDecorators, Controller, UseFilters, UseGuards } from '@nestjs/common';
import { OperatorGuard } from './operator.guard';
import { ProblemFilter } from './problem.filter';

/** A controller below `/api`: for operators only, and with problem documents for whatever goes wrong. */
export function AdminController(path = ''): ClassDecorator {
  return applyDecorators(Controller(`api/${path}`), UseGuards(OperatorGuard), UseFilters(ProblemFilter));
}
