/** Runs a command beside processes that take the CPU at random, and ends with it: `node scripts/noise.mjs jest test/tls`. */
import { fork, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROCESSES = 2;
const LONGEST_MS = 500;
const ITSELF = fileURLToPath(import.meta.url);

const atRandom = () => Math.random() * LONGEST_MS;

/** Takes the CPU for a while, leaves it for another, and so on, as long as its parent is there. */
function makeNoise() {
  if (!process.connected) return;
  const until = performance.now() + atRandom();
  while (performance.now() < until);
  setTimeout(makeNoise, atRandom());
}

/** Ends as the command does; the noise ends when its parent is gone, whatever has ended that. */
function runBesideNoise([command, ...args]) {
  const noise = Array.from({ length: PROCESSES }, () => fork(ITSELF));
  const child = spawn(command, args, { stdio: 'inherit' });
  child.once('error', (error) => console.error(error.message));
  child.once('close', (code) => {
    for (const each of noise) each.disconnect();
    process.exitCode = code ?? 1;
  });
}

if (process.send === undefined) runBesideNoise(process.argv.slice(2));
else makeNoise();
