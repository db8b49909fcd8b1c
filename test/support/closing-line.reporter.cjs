/** Ends a run with one plain line of counts, for people who scroll to the bottom and for CI that reads it. */
module.exports = class ClosingLineReporter {
  constructor() {
    // At the exit, since jest itself may have more to say after the run: open handles, a forced exit.
    process.once('exit', () => {
      if (this.line) process.stdout.write(`\n${this.line}\n`);
    });
  }

  onRunComplete(_contexts, results) {
    // A suite that could not even load counts as one failure, or a broken import would go unseen.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const tail = skipped > 0 ? `, ${skipped} skipped` : '';
    this.line = `${results.numPassedTests} passed, ${failed} failed${tail}`;
  }
};
