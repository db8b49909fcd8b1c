const { ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');

/** The realm of Node itself, for `runtime.cjs`; what a spec file adds to it or spies on is gone after the file. */
module.exports = class Environment {
  global = globalThis;
  moduleMocker = new ModuleMocker(globalThis);
  fakeTimers = null; // The legacy ones.
  #names = new Set(Reflect.ownKeys(globalThis));
  #exit = process.exit;

  constructor({ projectConfig }) {
    this.fakeTimersModern = new ModernFakeTimers({ config: projectConfig, global: globalThis });
  }

  async setup() {}

  async teardown() {
    this.fakeTimersModern.dispose();
    this.moduleMocker.restoreAllMocks();
    process.exit = this.#exit; // Jest replaces it for each file.
    for (const name of Reflect.ownKeys(globalThis)) {
      if (!this.#names.has(name)) Reflect.deleteProperty(globalThis, name);
    }
  }

  exportConditions() {
    return ['node', 'node-addons'];
  }

  /** Jest takes an environment without a context for one that is gone. */
  getVmContext() {
    return globalThis;
  }
};
