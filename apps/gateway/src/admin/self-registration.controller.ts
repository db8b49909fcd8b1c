import { Announcement, AnnouncementResult, BackendAddress, type Departure } from '@app/contracts';
import {
  Controller,
  Delete,
  HttpCode,
  NotFoundException,
  Post,
  ServiceUnavailableException,
  UseGuards,
} from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiParam, ApiTags } from '@nestjs/swagger';
import { GatewayConfigurator } from '../runtime/gateway-configurator';
import { RegisteredBackends } from '../control-plane/self-registration/registered-backends';
import { validateBackendAddress } from '../control-plane/self-registration/validate-backend-address';
import { OwnListeners } from '../platform/own-listeners';
import { ApiProblem } from './openapi/api-problem.decorator';
import { SelfRegistrationGuard } from './self-registration.guard';
import { Checked } from './requests/checked.decorator';
import { InvalidRequest } from './requests/invalid-request';
import { toBackendSettings } from './requests/to-backend-settings';

/** For backends, not for operators: they register themselves, renew their registrations, and deregister when they leave. */
@Controller('registry')
@UseGuards(SelfRegistrationGuard)
@ApiTags('registry')
@ApiBearerAuth()
@ApiProblem(401, 'The token for self-registration is missing or wrong.')
@ApiProblem(403, 'No token for self-registration is configured.')
@ApiProblem(404, 'The pool does not accept self-registration, or has no such backend.')
export class SelfRegistrationController {
  constructor(
    private readonly registry: RegisteredBackends,
    private readonly configurator: GatewayConfigurator,
    private readonly ownListeners: OwnListeners,
  ) {}

  /** Announces a backend, or says that it is still there. It takes its turns until it leaves, or is silent for `ttl`. */
  @Post()
  @HttpCode(200)
  @ApiOkResponse({ type: AnnouncementResult })
  @ApiProblem(503, 'The limit of registered backends is reached.')
  async announce(
    @Checked({ body: Announcement }) { body }: { body: Announcement },
  ): Promise<AnnouncementResult> {
    const { ttl: usual, max } = this.configurator.running.selfRegistration;
    this.checkPool(body.pool);
    if (!validateBackendAddress(body.url))
      throw new InvalidRequest([
        { loc: ['body', 'url'], msg: 'names no host that a backend can have', type: 'value_error' },
      ]);
    const backend = await toBackendSettings(
      { url: body.url, id: body.id, weight: body.weight },
      this.ownListeners,
    );
    const ttl = body.ttl === undefined ? usual : body.ttl * 1_000;
    const taken = await this.registry.announce(body.pool, backend, ttl, max);
    if (taken === 'full')
      throw new ServiceUnavailableException(`The limit of ${max} registered backends is reached.`);
    const { id, url, weight } = backend;
    return { pool: body.pool, id, url, weight, ttl: ttl / 1_000, shared: taken === 'shared' };
  }

  /** Takes an announced backend off at once: it is sent nothing new, and what it is working on ends in peace. */
  @Delete(':pool/:id')
  @ApiParam({ name: 'pool', example: 'items' })
  @ApiParam({ name: 'id', example: '127.0.0.1:8000' })
  @ApiOkResponse({ schema: { type: 'object', properties: { left: { type: 'boolean' } } } })
  async leave(@Checked({ path: BackendAddress }) { path }: { path: BackendAddress }): Promise<Departure> {
    this.checkPool(path.pool);
    if (await this.registry.leave(path.pool, path.id)) return { left: true };
    throw new NotFoundException(`Pool ${path.pool} has no self-registered backend with that id.`);
  }

  private checkPool(pool: string): void {
    if (!this.registry.isFollowed(pool))
      throw new NotFoundException(
        'There is no such pool, or it does not accept self-registration (`type: self-registration`).',
      );
  }
}
