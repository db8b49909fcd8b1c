/** Lets Node run the sources as they are, so that a test of the real process depends on no earlier build. */
const { createHash } = require('node:crypto');
const { mkdirSync, readFileSync, renameSync, writeFileSync } = require('node:fs');
const Module = require('node:module');
const { join, relative, resolve } = require('node:path');

const ROOT = resolve(__dirname, '../../..');
const [, options] = require('../../../jest.config.js').transform['^.+\\.(ts|js|mjs)$'];
const SETTINGS = JSON.stringify([require('@swc/core/package.json').version, options]);
const library = (name) =>
  join(ROOT, `libs/${name.replace('/', '/src/')}`, name.includes('/') ? '' : 'src', 'index.ts');

/** Compiling all sources takes longer than most of what is tested of a process, of which a run starts a hundred. */
const CACHE = join(ROOT, '.cache/sources');
mkdirSync(CACHE, { recursive: true });

function compiled(source, filename) {
  const made = createHash('sha1').update(SETTINGS).update(source).digest('hex');
  const file = join(CACHE, relative(ROOT, filename).replaceAll('/', '!'));
  const known = read(file);
  if (known?.endsWith(made)) return known;
  const { code } = require('@swc/core').transformSync(source, { ...options, sourceMaps: false, filename });
  // Renamed when it is whole: others may be reading it.
  writeFileSync(`${file}.${process.pid}`, `${code}//${made}`);
  renameSync(`${file}.${process.pid}`, file);
  return code;
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

require.extensions['.ts'] = (module, filename) => {
  module._compile(compiled(readFileSync(filename, 'utf8'), filename), filename);
};

const resolveFilename = Module._resolveFilename;
Module._resolveFilename = function (request, ...rest) {
  const [, name] = /^@app\/(\w+(?:\/\w+)?)$/.exec(request) ?? [];
  return resolveFilename.call(this, name === undefined ? request : library(name), ...rest);
};
