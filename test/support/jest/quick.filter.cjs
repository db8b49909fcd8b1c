const { existsSync, readFileSync } = require('node:fs');
const { dirname, join } = require('node:path');

const IMPORTED = /^(?:import|export)\b[^;]*?\bfrom '([^']+)';/gm;
const STARTS_PROCESSES = 'node:child_process';
/** Specs that need many tries, or much traffic. */
const THOROUGH = /\/test\/(examples|hostile|security|upstream)\/|\/(flood|under-load)\./;

/** True for each file of the tests that starts processes, itself or by its imports. */
const known = new Map();

function startsProcesses(file) {
  if (!known.has(file)) {
    known.set(file, false); // Where imports go in a circle, the others decide.
    known.set(
      file,
      importsOf(file).some((name) => name === STARTS_PROCESSES || importsSuch(dirname(file), name)),
    );
  }
  return known.get(file);
}

function importsOf(file) {
  return Array.from(readFileSync(file, 'utf8').matchAll(IMPORTED), ([, name]) => name);
}

/** The gateway itself can start processes, but does not in one of its tests that does not. */
function importsSuch(folder, name) {
  const file = join(folder, `${name}.ts`);
  return name.startsWith('.') && file.includes('/test/') && existsSync(file) && startsProcesses(file);
}

/** For `npm run test:quick`: leaves out the spec files that start processes, and those that take long. */
module.exports = (paths) => ({
  filtered: paths.filter((path) => !THOROUGH.test(path) && !startsProcesses(path)),
});
