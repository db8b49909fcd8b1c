import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, readFileSync } from 'node:fs';
import { cpus, release, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import process from 'node:process';

const HISTORY = join(import.meta.dirname, '..', 'results', 'history.jsonl');
const PEERS = join(import.meta.dirname, '..', 'package-lock.json');

/** Appends one line of JSON to the history and returns the file's name. */
export function record(run) {
  mkdirSync(dirname(HISTORY), { recursive: true });
  appendFileSync(HISTORY, `${JSON.stringify(run, rounded)}\n`);
  return HISTORY;
}

/** When, where and with what a run was made: without it a figure means nothing. */
export function circumstances() {
  return {
    date: new Date().toISOString(),
    commit: output('git', 'describe', '--always', '--dirty', '--abbrev=10'),
    node: process.version,
    machine: {
      cpu: cpus()[0].model.trim(),
      cores: cpus().length,
      memoryGiB: Math.round(totalmem() / 2 ** 30),
      kernel: release(),
    },
    versions: versions(),
  };
}

// Digits beyond the noise would only make the file longer.
function rounded(key, value) {
  return typeof value === 'number' ? Math.round(value * 1000) / 1000 : value;
}

function versions() {
  const { packages } = JSON.parse(readFileSync(PEERS, 'utf8'));
  const names = ['http-proxy', 'httpxy', '@fastify/http-proxy', 'http-proxy-middleware', 'undici', 'express'];
  return Object.fromEntries(names.map((name) => [name, packages[`node_modules/${name}`].version]));
}

function output(program, ...args) {
  try {
    return execFileSync(program, args, {
      cwd: import.meta.dirname,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return 'unknown'; // Not a git checkout.
  }
}
