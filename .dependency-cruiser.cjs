/**
 * Who may import whom. The folders and the reasons are told in docs/architecture.md.
 * @type {import('dependency-cruiser').IConfiguration}
 */
const gateway = 'apps/gateway/src';

const stages = ['routing', 'admission', 'affinity', 'balancing', 'forwarding'];
const jobs = ['discovery', 'health', 'outliers', 'slow-start', 'overload'];

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'A cycle hides which of two pieces is the lower one.',
      severity: 'error',
      from: {},
      to: { circular: true, dependencyTypesNot: ['type-only'] },
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
      name: 'upstream-is-the-floor',
      comment:
        'Pools and backends are written by the control plane and read by the proxy; they know neither.',
      severity: 'error',
      from: { path: `^${gateway}/upstream/` },
      to: { path: `^${gateway}/`, pathNot: `^${gateway}/(upstream|ports|errors)/` },
    },
    {
      name: 'link-knows-not-what-is-said',
      comment: 'Workers and an upgrade talk by it, each of something else.',
      severity: 'error',
      from: { path: `^${gateway}/link/` },
      to: { path: `^${gateway}/`, pathNot: `^${gateway}/(link|ports)/` },
    },
    {
      name: 'ports-and-errors-import-nothing',
      severity: 'error',
      from: { path: `^${gateway}/(ports|errors)/` },
      to: { path: `^${gateway}/`, pathNot: `^${gateway}/(ports|errors)/` },
    },
    ...stages.map((stage) => ({
      name: `stage-${stage}-knows-no-other-stage`,
      comment: 'The stages of a request meet in proxy.middleware.ts only.',
      severity: 'error',
      from: { path: `^${gateway}/proxy/${stage}/` },
      to: { path: `^${gateway}/proxy/(${stages.filter((other) => other !== stage).join('|')})/` },
    })),
    ...jobs.map((job) => ({
      name: `job-${job}-knows-no-other-job`,
      severity: 'error',
      from: { path: `^${gateway}/control-plane/${job}/` },
      to: { path: `^${gateway}/control-plane/(${jobs.filter((other) => other !== job).join('|')})/` },
    })),
    {
      name: 'proxy-and-control-plane-meet-in-upstream',
      severity: 'error',
      from: { path: `^${gateway}/proxy/` },
      to: { path: `^${gateway}/control-plane/` },
    },
    {
      name: 'control-plane-never-sees-a-request',
      severity: 'error',
      from: { path: `^${gateway}/control-plane/` },
      to: { path: `^${gateway}/proxy/` },
    },
    {
      name: 'nobody-imports-admin',
      comment: 'But the program, which puts it on a listener of its own.',
      severity: 'error',
      from: {
        path: `^${gateway}/`,
        pathNot: `^${gateway}/(admin/|workers/|gateway\\.(module|application)\\.ts)`,
      },
      to: { path: `^${gateway}/admin/` },
    },
    {
      name: 'modules-meet-modules',
      comment: "Only a *.module.ts imports another folder's module.",
      severity: 'error',
      from: {
        path: `^${gateway}/`,
        pathNot:
          '(\\.module\\.ts|main\\.ts|gateway\\.application\\.ts|(primary|worker)\\.gateway\\.ts)$|\\.spec\\.ts$',
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
