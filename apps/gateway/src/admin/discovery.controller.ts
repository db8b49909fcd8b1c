import { SourceList, type SourceStatus } from '@app/contracts';
import { Get } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { Discovery } from '../control-plane/discovery/discovery';
import { type SourceRefresher } from '../control-plane/discovery/source-refresher';
import { AdminController } from './admin.controller';

/** Where backends are found. */
@AdminController('discovery')
export class DiscoveryController {
  constructor(private readonly discovery: Discovery) {}

  /** The sources that are asked for backends, and how they do. */
  @Get()
  @ApiOkResponse({ type: SourceList })
  list(): SourceList {
    return { sources: this.discovery.sources.map(statusOf) };
  }
}

function statusOf(source: SourceRefresher): SourceStatus {
  const { pool, name, backends, lastFoundAt, failures, lastError } = source;
  return {
    pool,
    source: name,
    state: stateOf(source),
    backends: backends?.length ?? 0,
    lastSuccess: lastFoundAt === 0 ? null : new Date(lastFoundAt).toISOString(),
    failures,
    lastError: lastError ?? null,
  };
}

function stateOf({ lastError, isSuspended, backends }: SourceRefresher): SourceStatus['state'] {
  if (lastError !== undefined) return 'failed';
  if (backends === undefined) return 'waiting';
  return isSuspended ? 'suspended' : 'ok';
}
