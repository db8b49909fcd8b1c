const swc = [
  '@swc/jest',
  {
    swcrc: false,
    isModule: 'unknown', // CommonJS files in node_modules stay scripts.
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
  testEnvironment: 'node',
  roots: ['<rootDir>/apps', '<rootDir>/libs', '<rootDir>/test', '<rootDir>/scripts'],
  testRegex: '\\.(e2e-spec|spec)\\.ts$',
  transform: { '^.+\\.(ts|js|mjs)$': swc },
  // Nest 12 is ESM only, and jest can require ESM by itself from Node 24.9 on only.
  transformIgnorePatterns: [],
  moduleNameMapper: { '^@app/(contracts|registration)$': '<rootDir>/libs/$1/src' },
  reporters: ['default', '<rootDir>/test/support/closing-line.reporter.cjs'],
  testTimeout: 20_000,
  // Left to itself, jest would run everything in one process on two cores, which then grows without end.
  maxWorkers: 2,
  workerIdleMemoryLimit: '1500MB',
};
