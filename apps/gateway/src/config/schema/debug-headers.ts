import { flag } from './scalar';

/** Whether clients are told which way their requests went. */
export const debugHeaders = flag().describe(
  'If `true`, every response names its backend, and the reason for the choice, in `X-Gateway-Decision`. Every client can then see the names of the backends.',
);
