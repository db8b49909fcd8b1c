import { Inject, Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock';
import { Random } from '../../platform/random';
import { RegisteredBackends } from '../self-registration/registered-backends';
import { OwnListeners } from '../../platform/own-listeners';
import { type BackendSource } from './backend.source';
import { ForeignSource } from './foreign.source';
import { type SourceSettings } from './source-settings';
import { consulSource } from './sources/consul.source';
import { dnsSource } from './sources/dns.source';
import { FileSource } from './sources/file.source';
import { httpSource } from './sources/http.source';
import { StaticSource } from './sources/static.source';
import { SelfRegistrationSource } from './sources/self-registration.source';

/** Makes the sources that the configuration asks for. A new type is listed here, and in `config/schema/discovery/`. */
@Injectable()
export class SourceFactory {
  constructor(
    @Inject(Clock) private readonly clock: Clock,
    @Inject(Random) private readonly random: Random,
    private readonly registry: RegisteredBackends,
    private readonly ownListeners: OwnListeners,
  ) {}

  /** @param pool whose backends it is to find. */
  create(pool: string, settings: SourceSettings): BackendSource {
    return new ForeignSource(this.sourceOf(pool, settings), this.ownListeners);
  }

  private sourceOf(pool: string, settings: SourceSettings): BackendSource {
    switch (settings.type) {
      case 'file':
        return new FileSource(settings.path, this.clock);
      case 'dns':
        return dnsSource(settings, this.clock, this.random);
      case 'http':
        return httpSource(settings, this.clock, this.random);
      case 'consul':
        return consulSource(settings, this.clock, this.random);
      case 'static':
        return new StaticSource(settings.backends);
      case 'self-registration':
        return new SelfRegistrationSource(pool, this.registry);
    }
  }
}
