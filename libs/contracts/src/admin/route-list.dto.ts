import { ApiProperty } from '@nestjs/swagger';
import { RouteStatus } from './route-status.dto';

/** All routes, in the order of the configuration. */
export class RouteList {
  @ApiProperty({ type: () => [RouteStatus] })
  readonly routes: RouteStatus[];
}
