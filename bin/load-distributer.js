#!/usr/bin/env node
const { existsSync } = require('node:fs');
const { resolve } = require('node:path');

const root = resolve(__dirname, '..');
const cli = resolve(root, 'dist/apps/gateway/src/cli');

if (existsSync(`${cli}/run.js`)) {
  const { run } = require(`${cli}/run.js`);
  const { processTerminal } = require(`${cli}/process-terminal.js`);
  const { version } = require('../package.json');
  const terminal = processTerminal(process.env);
  run(process.argv.slice(2), terminal, version).then((code) => (process.exitCode = code));
} else {
  process.stderr.write(
    `load-distributer is not built yet. In ${root}, run:\n\n  npm ci\n  npm run build\n\n`,
  );
  process.exitCode = 1;
}
