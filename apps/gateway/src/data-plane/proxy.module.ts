import { Module } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { RuntimeParts } from '../platform/runtime-parts';
import { Admission } from './admission/admission';
import { Affinity } from './affinity/affinity';
import { StickySessionStore } from './affinity/sticky-session.store';
import { Balancer } from './balancing/balancer';
import { BodyPeek } from './body/body-peek';
import { UpstreamModule } from './upstream/upstream.module';
import { AdmissionModule } from './admission/admission.module';
import { AffinityModule } from './affinity/affinity.module';
import { BalancingModule } from './balancing/balancing.module';
import { DecisionHeader } from './decision-header';
import { ExchangeLifecycle } from './exchange/exchange-lifecycle';
import { Forwarder } from './forwarding/forwarder';
import { ProblemResponder } from './exchange/problem-responder';
import { ProxyMiddleware } from './proxy.middleware';
import { ProxySettings } from './exchange/proxy-settings';
import { Router } from './routing/router';

/**
 * The dependencies of ProxyMiddleware. Nest creates one instance wherever it is mounted, so all of them are
 * exported.
 */
const PARTS = [ProxySettings, ExchangeLifecycle, Router, Forwarder, ProblemResponder, DecisionHeader];

/** Parts that follow the configuration, in this order. */
const FOLLOWERS = [
  Balancer,
  Affinity,
  StickySessionStore,
  ProxySettings,
  Admission,
  BodyPeek,
  Forwarder,
  Router,
];

/** The way of a request: routing, admission, affinity, balancing, forwarding; they meet in ProxyMiddleware. */
@Module({
  imports: [UpstreamModule, AdmissionModule, AffinityModule, BalancingModule],
  providers: [...PARTS, ProxyMiddleware],
  exports: [...PARTS, ProxyMiddleware, AdmissionModule, AffinityModule, BalancingModule],
})
export class ProxyModule {
  constructor(parts: RuntimeParts, modules: ModuleRef) {
    parts.add(modules, FOLLOWERS);
  }
}
