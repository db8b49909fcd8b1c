import { Build } from '../../scripts/launcher/build.mjs';
import { LONG_TEST_MS } from '../support/eventually';
import { ROOT } from '../support/processes';

/** Compiles what is stale before the tests of this file. */
export function buildBeforeAll(apps?: string[]): void {
  beforeAll(() => buildOnce(apps), LONG_TEST_MS);
}

/** Compiles what is stale, so that nothing a test starts has to: simultaneous compilations would race on dist/. */
export async function buildOnce(apps = ['items-api', 'gateway', 'dashboard']): Promise<void> {
  const said: string[] = [];
  const output = { say: (line: string) => said.push(line), alert: (line: string) => said.push(line) };
  const build = new Build(
    ROOT,
    output as unknown as ConstructorParameters<typeof Build>[1],
    new AbortController().signal,
  );
  if (!(await build.bringUpToDate(apps))) throw new Error(said.join('\n'));
}
