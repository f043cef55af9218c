/**
 * Which room may import which: the table of the README, one rule a row.
 * Project references hold the four great walls as well; these rules hold the rooms inside them.
 */
const never = (name, from, to, comment, extra = {}) => ({
  name,
  severity: 'error',
  comment,
  from: { path: from, ...extra.from },
  to: { path: to, ...extra.to },
})

export default {
  forbidden: [
    {
      name: 'no-circle',
      severity: 'error',
      comment: 'data flows one way',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    never('domain-is-pure', '^domain/', '^(server|web|tests)/', 'the core knows nobody'),
    never(
      'domain-libraries',
      '^domain/',
      'node_modules/(?!(@turf/|gcoord/|proj4/|zod/|@types/|geojson))',
      'no I/O, no framework in the core',
    ),
    never('domain-no-node', '^domain/', '.*', 'no I/O in the core', {
      to: { path: undefined, dependencyTypes: ['core'] },
    }),
    never('store-alone', '^server/store/', '^server/(?!store/)', 'the store knows only the domain'),
    never(
      'access-rooms',
      '^server/access/',
      '^server/(routes|app|main|http|density|intake|cli)',
      'access stands on domain and store',
    ),
    never(
      'density-rooms',
      '^server/density/',
      '^server/(routes|app|main|http|access|intake|cli|live)',
      'density reads domain and store',
    ),
    never(
      'density-columns',
      '^server/density/columns/',
      '^server/density/(loading|snapshot|tiles|lattice|field)/',
      'columns are what all else of the index stands on',
    ),
    never(
      'density-lattice-and-tiles',
      '^server/density/(lattice|tiles)/',
      '^server/density/(loading|snapshot|field)/',
      'the field is drawn from lattice and tiles, not the other way',
    ),
    never(
      'density-loading-and-snapshot',
      '^server/density/(loading|snapshot)/',
      '^server/density/(tiles|lattice|field)/',
      'rows are loaded and kept whatever is asked of them',
    ),
    never(
      'live-rooms',
      '^server/live/',
      '^server/(routes|app|main|http|intake|cli|services)',
      'what listeners are told stands on domain, store, density and access',
    ),
    never(
      'intake-rooms',
      '^server/intake/',
      '^server/(routes|app|main|http|density|cli)',
      'intake stands on domain, store, access',
    ),
    never(
      'cli-rooms',
      '^server/cli/',
      '^server/(routes|app|main|http)',
      'the command line needs no HTTP',
    ),
    never(
      'services-rooms',
      '^server/services/',
      '^server/(routes|app|main|http|cli)',
      'services meet stores and rules, not HTTP',
    ),
    never(
      'deploy-rooms',
      '^server/deploy/',
      '^server/(routes|app|main|http|cli|density|intake|access)',
      'backups and packing stand on the store',
    ),
    never(
      'no-hono-below',
      '^server/(store|access|density|intake|cli|live|services|sample|deploy)/',
      'node_modules/(hono|@hono)/',
      'HTTP stays in routes and http',
    ),
    never(
      'sql-in-store',
      '^server/(?!store/)',
      'node_modules/(kysely|better-sqlite3|pg)/',
      'all SQL is in the store',
    ),
    never(
      'routes-rooms',
      '^server/routes/',
      '^server/(app|main|cli)',
      'routes are mounted, they mount nobody',
    ),
    never('web-never-server', '^web/', '^server/', 'only the type AppType crosses', {
      to: { path: '^server/', dependencyTypesNot: ['type-only'] },
    }),
    never('web-server-type', '^web/(?!api/)', '^server/', 'only web/api speaks to the server'),
    never('web-server-app-only', '^web/api/', '^server/(?!app\\.ts)', 'AppType and nothing else'),
    never(
      'api-rooms',
      '^web/api/',
      '^web/(stores|views|components|map|charts)',
      'the client knows no screen',
    ),
    never(
      'stores-rooms',
      '^web/stores/',
      '^web/(views|components|map|charts)',
      'stores know no screen',
    ),
    never(
      'map-rooms',
      '^web/map/',
      '^web/(stores|api|views|components|charts)',
      'the map takes values',
    ),
    never(
      'charts-rooms',
      '^web/charts/',
      '^web/(stores|api|views|components|map)',
      'charts take values',
    ),
    never(
      'components-rooms',
      '^web/components/',
      '^web/(stores|api|views|map|charts)',
      'props in, events out',
    ),
    never('views-not-api', '^web/views/', '^web/api/', 'views go through stores'),
    never(
      'nobody-imports-tests',
      '^(domain|server|web|data)/',
      '^tests/',
      'tests are at the end of the line',
    ),
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'every import resolves',
      from: {},
      to: { couldNotResolve: true, pathNot: '^(geojson$|element-plus/)' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^var/|\\?url$)' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.vue', '.mjs', '.js', '.json'],
    },
  },
}
