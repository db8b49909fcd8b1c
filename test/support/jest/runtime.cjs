const { createRequire } = require('node:module');
const { compileFunction } = require('node:vm');
const fastCheck = require('fast-check');
const { default: JestRuntime } = require('jest-runtime');

// In CI the generated cases are always the same, so that a change is to blame when one fails. Elsewhere they are new in
// each run.
if (process.env.CI) fastCheck.configureGlobal({ seed: 1 });

/** How the project's own files are imported; all else is a package, or a module of Node's. */
const OWN_FILE = /^(\.|\/|@app\/)/;

/**
 * The compiled files of this process: compiling some 600 files for each spec would take longer than most specs
 * do.
 */
const compiled = new Map();

/**
 * Gives each spec file modules of its own, as jest does, except for packages: Node loads those, once for all
 * the spec files of a process, as it does in production. `jest.mock` is therefore of no use for packages. All
 * code runs in one realm, so that `instanceof Error` holds for errors of Node and of packages too.
 */
module.exports = class Runtime extends JestRuntime {
  constructor(...parameters) {
    super(...parameters);
    this.executor.compile = (source, filename) => this.compile(source, filename);
  }

  requireModuleOrMock(from, name) {
    const own = OWN_FILE.test(name) || name === '@jest/globals';
    return own ? super.requireModuleOrMock(from, name) : createRequire(from)(name);
  }

  compile(source, filename) {
    const known = compiled.get(filename);
    if (known?.source === source) return known.run;
    const run = compileFunction(source, this.executor.injectedModuleParameters, { filename });
    compiled.set(filename, { source, run });
    return run;
  }
};
