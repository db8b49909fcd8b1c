import { Health } from '@app/contracts';
import { Controller, Get, ServiceUnavailableException } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ItemRepository } from '../items/item.repository';
import { StoreUnavailableException } from '../items/store-unavailable.exception';
import { Drain } from '../listener/drain';
import { ApiProblem } from '../openapi/api-problem.decorator';

/** Health endpoints for a supervisor (`live`) and a load balancer (`ready`). */
@ApiTags('health')
@Controller('health')
export class HealthController {
  constructor(
    private readonly drain: Drain,
    private readonly items: ItemRepository,
  ) {}

  @ApiOperation({ summary: 'Does the process work?' })
  @ApiOkResponse({ type: Health, description: 'Yes' })
  @Get('live')
  live(): Health {
    return { status: 'live' };
  }

  @ApiOperation({ summary: 'Should requests be sent here?' })
  @ApiOkResponse({ type: Health, description: 'Yes' })
  @ApiProblem(503, 'The instance is stopping, or its item store cannot be reached')
  @Get('ready')
  async ready(): Promise<Health> {
    if (this.drain.begun) throw new ServiceUnavailableException('The instance is stopping');
    if (!(await this.items.isReachable())) throw new StoreUnavailableException();
    return { status: 'ready' };
  }
}
