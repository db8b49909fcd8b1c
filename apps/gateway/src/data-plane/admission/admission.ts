import { Inject, Injectable, type OnModuleDestroy, Optional } from '@nestjs/common';
import { BodyTooLargeError } from '../errors/client.errors';
import { FileReports } from '../../platform/files/file-reports';
import { Clock } from '../../platform/clock';
import { type MaybePromise } from '../../platform/maybe-promise';
import { type Commit, type RuntimePart } from '../../platform/runtime-parts';
import { BodyPeek } from '../body/body-peek';
import { type Exchange } from '../exchange/exchange';
import { AddressRule, type AddressSettings } from './address-rule';
import { type AdmissionStep } from './admission-step';
import { BufferedBody } from './buffered-body';
import { AuthServiceReports } from './credentials/auth-service-reports';
import { authenticationFor } from './credentials/authenticator-factory';
import { IssuerKeySets } from './credentials/issuer-key-sets';
import { type AuthSettings } from './credentials/credential-settings';
import { ConcurrencyLimit, type ConcurrencySettings } from './rate-limiting/concurrency-limit';
import { RateCheck, type RateLimitSettings } from './rate-limiting/rate-check';
import { RateLimitStore } from './rate-limiting/rate-limit.store';
import { ConcurrencyStore } from './rate-limiting/concurrency.store';
import { RouteAdmission } from './route-admission';
import { OpenApiDocuments } from './validation/openapi/openapi-documents';
import { OpenApiValidation } from './validation/openapi/openapi-validation';
import { RequestValidation, type ValidationSettings } from './validation/request-validation';

/** Settings of a route that decide which clients may use it, and how much. */
export interface RouteAdmissionSettings extends AddressSettings {
  /** Unique among the routes. */
  readonly name: string;
  readonly auth?: AuthSettings | undefined;
  readonly rateLimit?: RateLimitSettings | undefined;
  readonly concurrency?: ConcurrencySettings | undefined;
  readonly validate?: ValidationSettings | undefined;
  /** True if the gateway reads the body, or its beginning, before it selects a backend. */
  readonly bufferBody?: boolean | undefined;
}

/** The part of the configuration that admission reads. */
interface AdmissionConfig {
  readonly listen: AddressSettings & { readonly limits: { readonly bodyBytes: number } };
  readonly routes: readonly RouteAdmissionSettings[];
}

/** An object that watches files while the configuration is in force. */
interface Lasting {
  open(): void;
  close(): void;
}

/** Objects that all routes share. */
interface Preparation {
  readonly lasting: Lasting[];
  readonly documents: OpenApiDocuments;
  readonly issuers: IssuerKeySets;
}

/** Decides whether a client may send this request, before any backend is involved. */
@Injectable()
export class Admission implements OnModuleDestroy, RuntimePart {
  /** Bytes of a request's body; 0 sets no limit. Set from the configuration. */
  bodyBytes = 0;
  private door: AddressRule | undefined;
  private routes: ReadonlyMap<string, RouteAdmission> = new Map();
  private lasting: readonly Lasting[] = [];
  private issuers: IssuerKeySets | undefined;

  constructor(
    @Inject(Clock) private readonly clock: Clock,
    private readonly rates: RateLimitStore,
    private readonly underWay: ConcurrencyStore,
    private readonly bodies: BodyPeek,
    private readonly authReports: AuthServiceReports,
    @Optional() private readonly reports?: FileReports,
  ) {}

  /**
   * Makes ready what the listener and the routes ask for.
   *
   * @returns what puts it in force, at once.
   * @throws Error when something it needs, such as a file of keys, cannot be used.
   */
  prepare({ listen, routes }: AdmissionConfig): Commit {
    const door = AddressRule.of(listen);
    const documents = new OpenApiDocuments(this.clock, this.reports);
    const issuers = new IssuerKeySets(this.clock, this.authReports, this.issuers);
    const lasting: Lasting[] = [documents, issuers];
    const prepared = new Map<string, RouteAdmission>();
    for (const settings of routes) {
      const addresses = AddressRule.of(settings);
      const steps = this.stepsOf(settings, { lasting, documents, issuers });
      if (addresses !== undefined || steps.length > 0)
        prepared.set(settings.name, new RouteAdmission(addresses, steps));
    }
    return () => {
      for (const one of this.lasting) one.close();
      for (const one of lasting) one.open();
      this.door = door;
      this.routes = prepared;
      this.lasting = lasting;
      this.issuers = issuers;
      this.bodyBytes = listen.limits.bodyBytes;
    };
  }

  /**
   * Before anything is made of the request.
   *
   * @throws ForbiddenError for a client whose address no route has to do with.
   */
  checkClientAddress(exchange: Exchange): void {
    this.door?.check(exchange);
  }

  /**
   * Runs the checks that use up no limit.
   *
   * @throws ForbiddenError for a client whose address is not allowed, here or at all.
   */
  checkAddress(exchange: Exchange): void {
    this.checkClientAddress(exchange);
    this.routes.get(exchange.route.name)?.checkAddress(exchange);
  }

  /** @throws ProxyError, or rejects with one: whose body is announced to be too large, who may not, who asks too often. */
  check(exchange: Exchange): MaybePromise<void> {
    if (this.bodyBytes > 0 && exchange.head.contentLength > this.bodyBytes) {
      throw new BodyTooLargeError(this.bodyBytes);
    }
    return this.routes.get(exchange.route.name)?.check(exchange);
  }

  onModuleDestroy(): void {
    for (const one of this.lasting) one.close();
  }

  /** Checks that need no credentials come first, so that they also slow down clients that guess credentials. */
  private stepsOf(settings: RouteAdmissionSettings, preparation: Preparation): AdmissionStep[] {
    const { lasting, documents, issuers } = preparation;
    const { clock, reports } = this;
    const { name, auth, rateLimit, concurrency, validate, bufferBody = false } = settings;
    const limits = [
      rateLimit && new RateCheck(name, rateLimit, this.rates),
      concurrency && new ConcurrencyLimit(name, concurrency, this.underWay),
    ].filter((limit) => limit !== undefined);
    const authentication = auth && authenticationFor(auth, { clock, issuers, reports });
    const validation = validate && new RequestValidation(validate, this.bodies, clock, reports);
    lasting.push(...[authentication, validation].filter((each) => each !== undefined));
    return [
      ...limits.filter((limit) => !limit.needsIdentity),
      ...(authentication === undefined ? [] : [authentication]),
      ...limits.filter((limit) => limit.needsIdentity),
      // Only an admitted client learns which part of its request is invalid.
      ...(validation === undefined ? [] : [validation]),
      ...(validate?.openapi === undefined
        ? []
        : [new OpenApiValidation(documents.of(validate.openapi), this.bodies)]),
      ...(bufferBody ? [new BufferedBody(this.bodies)] : []),
    ];
  }
}
