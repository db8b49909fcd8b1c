import { type ServerResponse } from 'node:http';
import { Controller, Get, Headers, NotFoundException, Res, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { GatewayConfigurator } from '../runtime/gateway-configurator';
import { Exposition } from '../telemetry/metrics/exposition';
import { ApiProblem } from './openapi/api-problem.decorator';
import { OperatorGuard } from './operator.guard';

/** The metrics, where Prometheus looks for them. */
@Controller('metrics')
@UseGuards(OperatorGuard)
@ApiTags('metrics')
@ApiBearerAuth()
export class MetricsController {
  constructor(
    private readonly exposition: Exposition,
    private readonly configurator: GatewayConfigurator,
  ) {}

  /** All metrics in the format that `Accept` likes best. */
  @Get()
  @ApiProduces('application/openmetrics-text', 'text/plain')
  @ApiOkResponse({ description: 'The metrics.' })
  @ApiProblem(401, 'The admin token is missing or wrong.')
  @ApiProblem(403, 'The request names another host, or comes from a page of another origin.')
  @ApiProblem(404, 'Metrics are disabled in the configuration.')
  async read(@Headers('accept') accept: string | undefined, @Res() response: ServerResponse): Promise<void> {
    if (!this.configurator.running.metrics.enabled)
      throw new NotFoundException('Metrics are disabled in the configuration.');
    const { contentType, text } = await this.exposition.render(accept);
    response.writeHead(200, { 'Content-Type': contentType, 'Cache-Control': 'no-store' });
    response.end(text);
  }
}
