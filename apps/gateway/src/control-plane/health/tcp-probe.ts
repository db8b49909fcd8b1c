import { connect } from 'node:net';
import { type Endpoint } from '../../platform/endpoint';
import { failureOf, PASSED, type HealthProbe, type ProbeResult } from './probe';

/** Asks for no more than a connection, which every server gives, whatever it serves. */
export class TcpProbe implements HealthProbe {
  constructor(private readonly endpoint: Endpoint) {}

  ask(signal: AbortSignal): Promise<ProbeResult> {
    const { endpoint } = this;
    const socket =
      endpoint.kind === 'unix'
        ? connect({ path: endpoint.path })
        : connect({ host: endpoint.host, port: endpoint.port });
    const result = new Promise<ProbeResult>((resolve, reject) => {
      socket.once('connect', () => resolve(PASSED));
      // A later one, such as the reset by a backend that wants no empty connection, changes nothing.
      socket.on('error', (error) => resolve(failureOf(error)));
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
    });
    return result.finally(() => socket.destroy());
  }
}
