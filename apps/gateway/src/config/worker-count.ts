import { availableParallelism } from 'node:os';
import { type GatewayConfig } from './gateway-config';

/** How many processes take requests. */
export function workerCount({ workers }: GatewayConfig): number {
  return workers === 'auto' ? availableParallelism() : workers;
}
