import { type GatewayDifference, GatewayList } from '@app/contracts';
import { Get } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { type MemberRecord } from '../cluster/membership/member-record';
import { ClusterMembers } from '../cluster/membership/cluster-members';
import { AdminController } from './admin.controller';

/** The members of the cluster. */
@AdminController('cluster')
export class ClusterController {
  constructor(private readonly known: ClusterMembers) {}

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

function differencesOf(records: readonly MemberRecord[]): GatewayDifference[] {
  const differ = (of: (record: MemberRecord) => string): boolean => new Set(records.map(of)).size > 1;
  return [
    ...(differ(({ version }) => version) ? (['version'] as const) : []),
    ...(differ(({ configHash }) => configHash) ? (['configuration'] as const) : []),
  ];
}
