#!/usr/bin/env node
const { existsSync } = require('node:fs');
const { join, resolve } = require('node:path');

const root = resolve(__dirname, '..');
const program = join(root, 'dist/apps/gateway/src/cli/run.js');

if (existsSync(program)) {
  const { run } = require(program);
  run(process.argv.slice(2), {
    env: process.env,
    cwd: process.cwd(),
    say: (line) => process.stdout.write(`${line}\n`),
    complain: (line) => process.stderr.write(`${line}\n`),
  }).then((code) => (process.exitCode = code));
} else {
  process.stderr.write(`load-distributer is not built yet. In ${root}, run:\n\n  npm ci\n  npm run build\n`);
  process.exitCode = 1;
}
