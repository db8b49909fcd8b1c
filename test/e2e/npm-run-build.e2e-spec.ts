import { Processes } from '../support/processes';
import { LONG_TEST_MS } from '../support/eventually';
import { buildBeforeAll } from './build-once';

const processes = new Processes();
afterEach(() => processes.endAll());

describe('npm run build', () => {
  buildBeforeAll();

  it(
    'goes by the notes of the launcher, so that neither builds what the other has built',
    async () => {
      const running = processes.start('npm', ['run', 'build']);
      expect(await running.ended).toEqual({ code: 0, signal: null });
      expect(running.output).not.toContain('Building');
    },
    LONG_TEST_MS,
  );
});
