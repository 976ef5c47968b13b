// The layers of packages/sqlexec/src, lowest first, with the layers each may import directly.
// Arrows are transitive: what a layer reaches through another it may import as well.
const direct = {
  base: [],
  types: ['base'],
  vector: ['types'],
  io: ['base'],
  sql: ['base'],
  catalog: ['types'],
  functions: ['vector'],
  plan: ['sql', 'catalog', 'functions'],
  optimizer: ['plan'],
  txn: ['base'],
  wal: ['io', 'base'],
  storage: ['catalog', 'vector', 'txn', 'wal'],
  index: ['vector', 'txn', 'io'],
  exec: ['optimizer', 'storage', 'index'],
  datasource: ['exec'],
  session: ['datasource'],
}

function reachable(layer, seen = new Set([layer])) {
  for (const below of direct[layer]) {
    if (!seen.has(below)) {
      seen.add(below)
      reachable(below, seen)
    }
  }
  return [...seen]
}

const engine = 'packages/sqlexec/src'
const layerRules = Object.keys(direct).map((layer) => ({
  name: `layer-${layer}`,
  comment: `${layer} may import only the layers below it (docs/architecture.md)`,
  severity: 'error',
  from: { path: `^${engine}/${layer}/` },
  to: { path: `^${engine}/`, pathNot: `^${engine}/(${reachable(layer).join('|')})/` },
}))

module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      comment: 'types may refer to each other; modules that run may not',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    ...layerRules,
    {
      name: 'parquet-stands-alone',
      severity: 'error',
      from: { path: '^packages/parquet/src' },
      to: { path: '^packages/(?!parquet)' },
    },
    {
      name: 'only-storage-knows-parquet',
      comment: 'layers below storage do not know the file format',
      severity: 'error',
      from: {
        path: `^${engine}/(base|types|vector|io|sql|catalog|functions|plan|optimizer|txn|wal|index)/`,
      },
      to: { path: '^packages/parquet' },
    },
    {
      name: 'cli-uses-the-public-entry',
      severity: 'error',
      from: { path: '^packages/cli/src' },
      to: { path: `^(${engine}|packages/parquet/src)/(?!index\\.ts)` },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(/dist/|/testing/|\\.test\\.ts$|\\.fuzz\\.ts$)' },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.test.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.js'] },
  },
}
