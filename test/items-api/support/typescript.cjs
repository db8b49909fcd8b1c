/** Lets Node run the sources as they are, so that a test of the real process depends on no earlier build. */
const Module = require('node:module');
const { readFileSync } = require('node:fs');
const { resolve } = require('node:path');
const { transformSync } = require('@swc/core');

const [, { swcrc, sourceMaps, ...options }] =
  require('../../../jest.config.js').transform['^.+\\.(ts|js|mjs)$'];
const contracts = resolve(__dirname, '../../../libs/contracts/src/index.ts');

require.extensions['.ts'] = (module, filename) => {
  const source = readFileSync(filename, 'utf8');
  const { code } = transformSync(source, { ...options, swcrc, sourceMaps, filename });
  module._compile(code, filename);
};

const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  return resolveFilename.call(this, request === '@app/contracts' ? contracts : request, ...rest);
};
