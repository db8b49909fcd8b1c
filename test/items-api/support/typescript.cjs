/** Lets Node run the sources as they are, so that a test of the real process depends on no earlier build. */
const Module = require('node:module');
const { readFileSync } = require('node:fs');
const { resolve } = require('node:path');
const { transformSync } = require('@swc/core');

const [, { swcrc, sourceMaps, ...options }] =
  require('../../../jest.config.js').transform['^.+\\.(ts|js|mjs)$'];
const library = (name) => resolve(__dirname, `../../../libs/${name}/src/index.ts`);

require.extensions['.ts'] = (module, filename) => {
  const source = readFileSync(filename, 'utf8');
  const { code } = transformSync(source, { ...options, swcrc, sourceMaps, filename });
  module._compile(code, filename);
};

const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  const [, name] = /^@app\/(\w+)$/.exec(request) ?? [];
  return resolveFilename.call(this, name === undefined ? request : library(name), ...rest);
};
