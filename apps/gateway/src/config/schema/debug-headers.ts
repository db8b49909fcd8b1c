import { flag } from './scalar';

/** True if responses explain their destination to clients. */
export const debugHeaders = flag().describe(
  'If `true`, every response names its backend, and the reason for the choice, in `X-Gateway-Decision`. Every client can then see the names of the backends.',
);
