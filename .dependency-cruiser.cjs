// The rooms of the house and what each may import (docs/architecture.md). A forbidden arrow fails the build.
const rooms = ['activities', 'api', 'cli', 'contracts', 'domain', 'store', 'web', 'worker', 'workflows'];

/** @param {string} from @param {string[]} allowed */
const mayImport = (from, allowed) => ({
  name: `${from}-imports-only-its-own`,
  comment: `${from}/ may import ${allowed.join(', ') || 'nothing else'} of the house`,
  severity: 'error',
  from: { path: `^${from}/` },
  to: { path: `^(${rooms.filter((room) => room !== from && !allowed.includes(room)).join('|')})/` },
});

module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    mayImport('domain', []),
    mayImport('contracts', ['domain']),
    mayImport('workflows', ['domain', 'contracts', 'activities']),
    mayImport('activities', ['domain', 'contracts', 'store']),
    mayImport('store', ['domain', 'contracts']),
    mayImport('api', ['domain', 'contracts', 'store']),
    mayImport('web', ['domain', 'contracts', 'store', 'api']),
    mayImport('worker', ['domain', 'contracts', 'store', 'activities', 'workflows']),
    {
      name: 'domain-is-pure',
      comment:
        'domain/ uses no framework and no I/O: hashing, decimals and three parsers of public formats are all',
      severity: 'error',
      from: { path: '^domain/' },
      to: {
        dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-no-pkg', 'unknown', 'undetermined'],
        pathNot:
          '(^crypto$|node_modules/(big\\.js|@types/big\\.js|lezer-feel|@lezer/common|dmn-moddle|ical\\.js)/)',
      },
    },
    {
      name: 'contracts-hold-types-of-the-domain',
      severity: 'error',
      from: { path: '^contracts/' },
      to: { path: '^domain/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'workflows-import-types-and-tuples',
      comment: 'so that a change of a rule or a calendar never breaks a running history',
      severity: 'error',
      from: { path: '^workflows/' },
      to: {
        path: '^(domain|activities)/',
        pathNot: '^domain/(stage|level)\\.ts$',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'workflows-share-names-alone',
      comment: 'the bundle is loaded for every worker: zod and the log stay out of it',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { path: '^contracts/', pathNot: '^contracts/names\\.ts$' },
    },
    {
      name: 'no-test-in-the-house',
      severity: 'error',
      from: { path: `^(${rooms.join('|')})/` },
      to: { path: '^test/' },
    },
    {
      name: 'no-unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'not-to-dev-dependencies',
      comment: 'bootstrap.mjs runs the source through tsx; what is built does without both',
      severity: 'error',
      from: { path: `^(${rooms.join('|')})/`, pathNot: '^cli/bootstrap\\.mjs$' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'], pathNot: '/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
