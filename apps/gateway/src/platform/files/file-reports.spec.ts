import { Logger } from '@nestjs/common';
import { FakeClock } from '../../../../../test/support/fake-clock';
import { ErrorGuard } from '../error.guard';
import { FileReports } from './file-reports';

describe('FileReports', () => {
  it('tells every observer, whatever another one throws', () => {
    Logger.overrideLogger(false);
    const guard = new ErrorGuard(new FakeClock());
    const reports = new FileReports(guard);
    const told: string[] = [];
    class Failing {
      fileRejected(): void {
        throw new Error('failed');
      }
    }
    reports.observe(new Failing());
    reports.observe({ fileRejected: (message) => told.push(message) });
    reports.tellRejected('users.yaml is empty');
    expect(told).toEqual(['users.yaml is empty']);
    expect([...guard.counts]).toEqual([['Failing', 1]]);
  });
});
