/** Ends a run with one plain line of counts, for people who scroll to the bottom and for CI that reads it. */
module.exports = class ClosingLineReporter {
  onRunComplete(_contexts, results) {
    // A suite that could not even load counts as one failure, or a broken import would go unseen.
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    const skipped = results.numPendingTests + results.numTodoTests;
    const tail = skipped > 0 ? `, ${skipped} skipped` : '';
    this.line = `${results.numPassedTests} passed, ${failed} failed${tail}`;
    // Written last, after jest's own summary.
    setImmediate(() => process.stdout.write(`\n${this.line}\n`));
  }
};
