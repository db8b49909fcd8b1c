import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { GatewaySubject } from '../subjects/gateway-subject';
import { type Fault } from './fault';

const LIBRARY = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1';
const BETWEEN_JUMPS_MS = 200;

/** Shows the gateway's process another wall clock; the monotonic one is left alone, as it is in life. */
const subject = new GatewaySubject({
  env: (folder) => {
    setClock(folder, '+0');
    return {
      LD_PRELOAD: LIBRARY,
      FAKETIME_TIMESTAMP_FILE: clockOf(folder),
      FAKETIME_NO_CACHE: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    };
  },
});

/** The wall clock jumps by an hour, back by two, and on by a year. */
export const clockJumps: Fault = {
  name: 'the clock jumps by hours and a year',
  relayed: false,
  subject,
  missing: () =>
    existsSync(LIBRARY)
      ? undefined
      : 'The clock is left alone: `apt-get install faketime` brings what moves it.',
  begin: async ({ folder }) => {
    for (const jump of ['+1h', '-1h', '+1y']) {
      setClock(folder, jump);
      await sleep(BETWEEN_JUMPS_MS);
    }
  },
  end: ({ folder }) => setClock(folder, '+0'),
  mayCost: () => ({ gets: 0, posts: 0 }),
};

function clockOf(folder: string): string {
  return join(folder, 'clock');
}

function setClock(folder: string, time: string): void {
  writeFileSync(clockOf(folder), `${time}\n`);
}
