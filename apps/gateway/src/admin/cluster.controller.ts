import { type GatewayDifference, GatewayList } from '@app/contracts';
import { Get } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { type GatewayRecord } from '../cluster/membership/member-record';
import { KnownGateways } from '../cluster/membership/cluster-members';
import { AdminController } from './admin.controller';

/** The gateways that act as one. */
@AdminController('gateways')
export class GatewaysController {
  constructor(private readonly known: KnownGateways) {}

  /** The gateways that share a registry with this one, which comes first, and in what they are not the same. */
  @Get()
  @ApiOkResponse({ type: GatewayList })
  list(): GatewayList {
    const { all, sharing } = this.known;
    return {
      sharing,
      differences: differencesOf(all),
      gateways: all.map((record, at) => ({ ...record, self: at === 0 })),
    };
  }
}

function differencesOf(records: readonly GatewayRecord[]): GatewayDifference[] {
  const differ = (of: (record: GatewayRecord) => string): boolean => new Set(records.map(of)).size > 1;
  return [
    ...(differ(({ version }) => version) ? (['version'] as const) : []),
    ...(differ(({ configHash }) => configHash) ? (['configuration'] as const) : []),
  ];
}
