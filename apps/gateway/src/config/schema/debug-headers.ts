import { flag } from './scalar';

/** Whether clients are told which way their requests went. */
export const debugHeaders = flag().describe(
  '`true`: every answer tells in `X-Gateway-Decision` which backend it is from, and why. It names backends to whoever asks.',
);
