import { Module } from '@nestjs/common';
import { UpstreamModule } from '../upstream/upstream.module';
import { Admission } from './admission/admission';
import { AffinityModule } from './affinity/affinity.module';
import { BalancingModule } from './balancing/balancing.module';
import { ExchangeOutcomes } from './exchange.outcomes';
import { Forwarder } from './forwarding/forwarder';
import { ProblemResponder } from './problem.responder';
import { ProxyMiddleware } from './proxy.middleware';
import { ProxySettings } from './proxy.settings';
import { Router } from './routing/router';

/** What ProxyMiddleware is made of. Nest makes another one wherever it is mounted, so all of it is exported. */
const PARTS = [ProxySettings, ExchangeOutcomes, Router, Admission, Forwarder, ProblemResponder];

/** The way of a request: routing, admission, affinity, balancing, forwarding; they meet in ProxyMiddleware. */
@Module({
  imports: [UpstreamModule, AffinityModule, BalancingModule],
  providers: [...PARTS, ProxyMiddleware],
  exports: [...PARTS, ProxyMiddleware, AffinityModule, BalancingModule],
})
export class ProxyModule {}
