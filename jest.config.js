const swc = [
  '@swc/jest',
  {
    swcrc: false,
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
    jsc: {
      target: 'es2023',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
      keepClassNames: true,
    },
  },
];

/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: '<rootDir>/test/support/jest/environment.cjs',
  runtime: '<rootDir>/test/support/jest/runtime.cjs',
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/test', '<rootDir>/scripts'],
  testRegex: '\\.(e2e-spec|spec)\\.ts$',
  transform: { '^.+\\.(ts|js|mjs)$': swc },
  moduleNameMapper: {
    '^@app/(contracts|registration|ownership)$': '<rootDir>/libs/$1/src',
    '^@app/ownership/nest$': '<rootDir>/libs/ownership/src/nest',
  },
  reporters: ['default', '<rootDir>/test/support/closing-line.reporter.cjs'],
  // For what hangs: no test is about how fast a machine is, and a busy one takes its time. Twice as long as `eventually`
  // waits, whose error says more. A test that does very much has LONG_TEST_MS.
  testTimeout: 120_000,
  // Left to itself, jest would run everything in one process on two cores, which then grows without end.
  maxWorkers: 2,
  workerIdleMemoryLimit: '1500MB',
};
