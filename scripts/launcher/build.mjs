import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withFileLock } from './file-lock.mjs';
import { changedFiles, snapshot } from './sources.mjs';

/** Apps for browsers: Vite builds a page instead of a program. */
const PAGES = new Set(['dashboard']);

/** Compiles the apps that are missing from dist/ or older than their sources, and leaves the others alone. */
export class Build {
  #root;
  #output;
  #stop;

  /**
   * @param {string} root the project's folder
   * @param {import('./output.mjs').Output} output
   * @param {AbortSignal} stop ends a compilation that is under way
   */
  constructor(root, output, stop) {
    this.#root = root;
    this.#output = output;
    this.#stop = stop;
  }

  /**
   * Builds the apps one after the other, since both write libs/ into the same folder; two launchers take turns
   * for the same reason.
   * @param {string[]} apps
   * @returns {Promise<boolean>} false if one does not compile; the compiler has then printed the reason
   */
  async bringUpToDate(apps) {
    if (!apps.some((app) => this.isStale(app))) return true;
    const onWait = (pid) => this.#output.say(`Waiting for process ${pid}, which is building too.`);
    return withFileLock(join(this.#root, '.cache/build.lock'), { onWait }, async () => {
      for (const app of apps) {
        if (this.isStale(app) && !(await this.#compile(app))) return false;
      }
      return true;
    });
  }

  /** @param {string} app */
  isStale(app) {
    return (
      !existsSync(this.#entry(app)) || changedFiles(this.built(app), snapshot(this.#root, app)).length > 0
    );
  }

  /** The sources that the last successful build of this app was made from. */
  built(app) {
    try {
      return JSON.parse(readFileSync(this.#stamp(app), 'utf8'));
    } catch {
      return {}; // Never built by us, or broken off while writing: everything counts as changed.
    }
  }

  async #compile(app) {
    const sources = snapshot(this.#root, app); // Taken before, so that a save during the build counts as a change.
    // The compiler assumes that the output of its last build exists; without the output, its notes are wrong.
    if (!existsSync(this.#entry(app))) rmSync(this.#dist(app, 'tsconfig.app.tsbuildinfo'), { force: true });
    this.#output.say(`Building ${app} …`);
    const begun = performance.now();
    const code = await this.#run(app);
    if (this.#stop.aborted) return false;
    if (code !== 0 || !existsSync(this.#entry(app))) {
      this.#output.alert(`${app} does not compile (see above).`);
      return false;
    }
    mkdirSync(this.#dist(app), { recursive: true });
    writeFileSync(this.#stamp(app), JSON.stringify(sources));
    this.#output.say(`Built ${app} in ${((performance.now() - begun) / 1000).toFixed(1)} s.`);
    return true;
  }

  #run(app) {
    const [tool, folder] = PAGES.has(app) ? ['vite/bin/vite.js', 'apps/'] : ['@nestjs/cli/bin/nest.js', ''];
    const script = join(this.#root, 'node_modules', tool);
    const compiler = spawn(process.execPath, [script, 'build', folder + app], {
      cwd: this.#root,
      stdio: ['ignore', 'inherit', 'inherit'],
      signal: this.#stop,
    });
    return new Promise((resolve) => {
      compiler.once('error', () => resolve(undefined));
      compiler.once('close', resolve);
    });
  }

  #dist(app, ...path) {
    return join(this.#root, 'dist/apps', app, ...path);
  }

  #entry(app) {
    return this.#dist(app, PAGES.has(app) ? 'index.html' : 'src/main.js');
  }

  #stamp(app) {
    return this.#dist(app, '.built-from.json');
  }
}
