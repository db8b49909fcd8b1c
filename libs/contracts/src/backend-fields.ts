import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, Matches, Max, Min } from 'class-validator';

/** No backend has more weight than that. */
export const HEAVIEST = 1000;

/** Checks the id of a backend. */
export function BackendId(example: string): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({
      type: String,
      description: 'Unique in its pool. If omitted, host and port of the URL.',
      example,
    }),
    IsString(),
    Matches(/^[\w[][\w.:[\]-]{0,127}$/, {
      message: 'id must be letters, digits and any of . _ : [ ] -, at most 128 long',
    }),
    IsOptional(),
  );
}

/** The weight that a backend comes with. */
export function BackendWeight(): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional({ type: 'integer', minimum: 0, maximum: HEAVIEST, default: 1 }),
    IsInt(),
    Min(0),
    Max(HEAVIEST),
  );
}
