import { execFile } from 'node:child_process';
import { type Terminal } from './terminal';

/**
 * Tells a service manager that waits for it (systemd's `Type=notify`, sd_notify(3)) that the gateway serves, and that this
 * is the process to watch: after an upgrade it is not the one that was started. Node cannot write to such a socket, so
 * systemd's own program does.
 */
export function notifyReady({ env, log }: Terminal): void {
  if (!env.NOTIFY_SOCKET) return;
  const words = ['--ready', `--pid=${process.pid}`];
  execFile('systemd-notify', words, { env }, (error) => {
    if (error !== null) log.error(`cannot notify systemd that the gateway is ready: ${error.message.trim()}`);
  });
}
