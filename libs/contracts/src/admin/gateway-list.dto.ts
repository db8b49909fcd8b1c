import { ApiProperty } from '@nestjs/swagger';
import { GatewayStatus } from './gateway-status.dto';

/** Properties in which the members of a cluster should not differ. */
export const GATEWAY_DIFFERENCES = ['version', 'configuration'] as const;
export type GatewayDifference = (typeof GATEWAY_DIFFERENCES)[number];

/** The gateways that share a registry; this one alone where there is none. */
export class GatewayList {
  @ApiProperty({
    enum: ['alone', 'together', 'split'],
    description:
      '`alone`: it shares nothing. `split`: Redis cannot be asked, so the others are those it knew last.',
  })
  readonly sharing: 'alone' | 'together' | 'split';

  @ApiProperty({ enum: GATEWAY_DIFFERENCES, isArray: true, description: 'Differences between the gateways.' })
  readonly differences: readonly GatewayDifference[];

  @ApiProperty({ type: () => [GatewayStatus] })
  readonly gateways: readonly GatewayStatus[];
}
