/**
 * Who may import whom. The folders and the reasons are told in docs/explanation/architecture.md.
 * @type {import('dependency-cruiser').IConfiguration}
 */
const gateway = 'apps/gateway/src';

/** From the lowest to the highest: each knows those before it only. */
const layers = [
  'platform',
  'config',
  'data-plane',
  'control-plane',
  'runtime',
  'telemetry',
  'cluster',
  'admin',
  'app',
  'workers',
  'cli',
];
const stages = ['routing', 'admission', 'affinity', 'balancing', 'forwarding'];
const jobs = ['discovery', 'health', 'outlier-detection', 'slow-start', 'overload'];

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A cycle hides which of two pieces is the lower one.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'apps-never-import-apps',
      comment: 'What two applications share crosses a wire and lives in libs/contracts.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'libs-never-import-apps',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: '^apps/' },
    },
    {
      name: 'registration-stands-alone',
      comment: 'A backend takes it without anything else of this project.',
      severity: 'error',
      from: { path: '^libs/registration/' },
      to: { path: '^(apps|libs)/', pathNot: '^libs/registration/' },
    },
    {
      name: 'ownership-stands-alone',
      comment: 'A backend takes it without anything else of this project.',
      severity: 'error',
      from: { path: '^libs/ownership/' },
      to: { path: '^(apps|libs)/', pathNot: '^libs/ownership/' },
    },
    {
      name: 'ownership-serves-without-nest',
      comment: 'A backend without Nest takes everything but the module.',
      severity: 'error',
      from: { path: '^libs/ownership/', pathNot: '^libs/ownership/src/nest/|\\.spec\\.ts$' },
      to: { path: '^libs/ownership/src/nest/|node_modules' },
    },
    {
      name: 'ownership-core-does-nothing-but-decide',
      comment: 'Keys, epochs and phases without I/O, so that tests can run all orders of messages.',
      severity: 'error',
      from: { path: '^libs/ownership/src/core/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: '^libs/ownership/src/core/' },
    },
    ...layers.slice(0, -1).map((layer, at) => ({
      name: `${layer}-knows-no-layer-above`,
      comment: `The layers, from the lowest to the highest: ${layers.join(', ')}.`,
      severity: 'error',
      from: { path: `^${gateway}/${layer}/` },
      to: { path: `^${gateway}/(${layers.slice(at + 1).join('|')})/` },
    })),
    {
      name: 'upstream-is-the-floor-of-the-data-plane',
      comment: 'The control plane writes pools and backends, and the stages of a request read them.',
      severity: 'error',
      from: { path: `^${gateway}/data-plane/upstream/` },
      to: { path: `^${gateway}/data-plane/`, pathNot: `^${gateway}/data-plane/(upstream|errors|http)/` },
    },
    {
      name: 'errors-import-no-other-folder-of-the-data-plane',
      severity: 'error',
      from: { path: `^${gateway}/data-plane/errors/` },
      to: { path: `^${gateway}/data-plane/`, pathNot: `^${gateway}/data-plane/errors/` },
    },
    ...stages.map((stage) => ({
      name: `stage-${stage}-knows-no-other-stage`,
      comment: 'The stages of a request meet in proxy.middleware.ts only.',
      severity: 'error',
      from: { path: `^${gateway}/data-plane/${stage}/` },
      to: { path: `^${gateway}/data-plane/(${stages.filter((other) => other !== stage).join('|')})/` },
    })),
    ...jobs.map((job) => ({
      name: `job-${job}-knows-no-other-job`,
      severity: 'error',
      from: { path: `^${gateway}/control-plane/${job}/` },
      to: { path: `^${gateway}/control-plane/(${jobs.filter((other) => other !== job).join('|')})/` },
    })),
    {
      name: 'control-plane-never-sees-a-request',
      severity: 'error',
      from: { path: `^${gateway}/control-plane/` },
      to: { path: `^${gateway}/data-plane/(exchange|${stages.join('|')})/` },
    },
    {
      name: 'modules-meet-modules',
      comment: "Only a *.module.ts imports another folder's module.",
      severity: 'error',
      from: {
        path: `^${gateway}/`,
        pathNot:
          '(\\.module\\.ts|main\\.ts|gateway-application\\.ts|(primary|worker)-gateway\\.ts)$|\\.spec\\.ts$',
      },
      to: { path: `^${gateway}/.*\\.module\\.ts$` },
    },
    {
      name: 'no-barrels-inside-apps',
      severity: 'error',
      from: {},
      to: { path: '^apps/.*/index\\.ts$' },
    },
    {
      name: 'production-code-uses-declared-dependencies',
      comment: 'What the dashboard uses is built into it.',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: '\\.spec\\.ts$|^apps/dashboard/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default'],
    },
  },
};
