import { exitReport } from './exit-report.mjs';
import { itemsApi } from './programs.mjs';

const backend = itemsApi(8001, '127.0.0.1');
const ending = { pid: 42, code: null, signal: null, asked: false, lastLines: [] as string[] };

describe('exitReport', () => {
  it('names the signal, those that go on and the command that brings it back', () => {
    expect(exitReport(backend, { ...ending, signal: 'SIGKILL' }, ['items-api:8000', 'gateway'])).toEqual([
      'items-api:8001 (process 42) was ended by SIGKILL.',
      '  Still running: items-api:8000, gateway. Nothing is restarted by itself.',
      '  To bring it back, in another terminal: PORT=8001 HOST=127.0.0.1 node dist/apps/items-api/src/main.js',
    ]);
  });

  it('names the exit code and repeats the last words', () => {
    expect(exitReport(backend, { ...ending, code: 1, lastLines: ['Error: no', '  at x'] }, [])).toEqual([
      'items-api:8001 (process 42) ended by itself with exit code 1.',
      '  Its last words on stderr:',
      '    Error: no',
      '      at x',
    ]);
  });

  it('says so when the process never began', () => {
    expect(exitReport(backend, { ...ending, pid: undefined, error: 'spawn EAGAIN' }, [])).toEqual([
      'items-api:8001 could not be started: spawn EAGAIN.',
    ]);
  });

  it('speaks of no others when a vital process dies', () => {
    const lines = exitReport({ ...backend, vital: true }, { ...ending, code: 0 }, ['items-api:8000']);
    expect(lines).toEqual(['items-api:8001 (process 42) ended by itself with exit code 0.']);
  });
});
