import { Injectable } from '@nestjs/common';
import { type Commit, type RuntimePart } from '../../platform/runtime-parts';
import { AddressList } from '../http/address-list';
import { type HeadLimits } from '../http/request-head';

/** The part of the configuration that the middleware reads. */
interface ProxyConfig {
  readonly listen: {
    readonly limits: HeadLimits;
    readonly trustedProxies: readonly string[];
    readonly tls?: { readonly hsts?: number | undefined } | undefined;
  };
  readonly debugHeaders: boolean;
}

/** The settings of the middleware itself; set before the first request and by every reload. */
@Injectable()
export class ProxySettings implements RuntimePart {
  headLimits: HeadLimits = { headers: 100, urlBytes: 8 * 1024 };
  /** True if answers tell which way the request went, and why. */
  debugHeaders = false;
  /** Fields that every answer gets, as name, value, name, value. */
  responseFields: readonly string[] | undefined;
  /** If true, every response asks its client to close the connection. */
  isStopping = false;
  trustedProxies = new AddressList([]);

  prepare({ listen, debugHeaders }: ProxyConfig): Commit {
    const trustedProxies = new AddressList(listen.trustedProxies);
    return () => {
      this.headLimits = listen.limits;
      this.responseFields = hstsFields(listen.tls?.hsts);
      this.trustedProxies = trustedProxies;
      this.debugHeaders = debugHeaders;
    };
  }
}

/** @param hsts milliseconds for which browsers come by https only (RFC 6797); undefined adds no field. */
function hstsFields(hsts: number | undefined): string[] | undefined {
  return hsts === undefined ? undefined : ['Strict-Transport-Security', `max-age=${Math.floor(hsts / 1000)}`];
}
