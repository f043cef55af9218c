import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import vue from '@vitejs/plugin-vue'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import components from 'unplugin-vue-components/vite'
import { normalizePath } from 'vite'
import type { Plugin, Rolldown } from 'vite'
import { defineConfig } from 'vitest/config'
import type { TestProjectConfiguration } from 'vitest/config'

/** Where `npm run dev` serves the API; the page asks it through Vite, so there is one origin. */
const developmentApi = process.env.RISKMAP_API ?? 'http://127.0.0.1:8081'

/** Where PostgreSQL's programs are; `npm test` looks for them. */
const postgresPrograms = process.env.RISKMAP_POSTGRES_BIN ?? ''

/** Every script and style sheet beside itself packed: the server sends that as it is, and packs nothing. */
function packed(): Plugin {
  let directory = ''
  return {
    name: 'riskmap:packed',
    apply: 'build',
    configResolved: ({ root, build }) => {
      directory = path.resolve(root, build.outDir, build.assetsDir)
    },
    closeBundle: () => {
      for (const name of readdirSync(directory)) {
        if (!/\.(?:m?js|css)$/.test(name)) continue
        const file = path.join(directory, name)
        writeFileSync(`${file}.gz`, gzipSync(readFileSync(file), { level: 9 }))
      }
    },
  }
}

/**
 * What the county page (县域图) is made of, less what is installed and the map, which pages without a map
 * must not load. A cold visit has six connections, and most begin there: what is small and shared comes
 * in one file and not in forty.
 */
function partsOfCounty(modules: Rolldown.ChunkingContext): ReadonlySet<string> {
  const found = new Set<string>()
  const left = [normalizePath(path.join(import.meta.dirname, 'web/views/CountyView.vue'))]
  for (let id = left.pop(); id !== undefined; id = left.pop()) {
    if (found.has(id) || id.includes('/node_modules/') || id.includes('/web/map/')) continue
    found.add(id)
    left.push(...(modules.getModuleInfo(id)?.importedIds ?? []))
  }
  return found
}

let county: ReadonlySet<string> | null = null

/** The files that scripts are put into; what is not named here follows the bundler's own rules. */
const SCRIPT_FILES: Rolldown.CodeSplittingGroup[] = [
  { name: 'start', tags: ['$initial'], priority: 3 },
  { name: 'maplibre', test: /node_modules[\\/]maplibre-gl/, priority: 2 },
  { name: 'common', minShareCount: 9, priority: 1 },
  {
    name: (id, modules) => ((county ??= partsOfCounty(modules)).has(id) ? 'county' : null),
    debugName: 'county',
    minShareCount: 2,
  },
]

/** Several servers on one PostgreSQL, which each test file starts for itself. */
const nodes: TestProjectConfiguration = {
  extends: true,
  test: {
    name: 'nodes',
    include: ['tests/nodes/**/*.test.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    hookTimeout: 240_000,
    sequence: { groupOrder: 2 },
  },
}

export default defineConfig({
  root: 'web',
  cacheDir: '../var/cache/vite',
  plugins: [
    vue(),
    components({ dirs: [], dts: false, resolvers: [ElementPlusResolver({ importStyle: 'css' })] }),
    packed(),
  ],
  build: {
    outDir: '../var/build',
    emptyOutDir: true,
    target: 'chrome109',
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1600,
    rolldownOptions: { output: { codeSplitting: { groups: SCRIPT_FILES } } },
  },
  worker: { format: 'es' },
  // The page's own Host goes on, so that the API sees one origin.
  // `web/api/*.ts` are modules of the page, not routes.
  server: {
    proxy: { '^/api/(?!.*\\.ts($|\\?))': { target: developmentApi, changeOrigin: false } },
  },
  test: {
    root: '.',
    reporters: ['default'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          setupFiles: ['tests/setup.ts'],
          include: ['tests/{domain,server,web,data}/**/*.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['tests/e2e/**/*.test.ts'],
          globalSetup: ['tests/e2e/global-setup.ts'],
          // Journeys wait for pages more than they compute, so two at a time take little longer than one.
          maxWorkers: 2,
          testTimeout: 240_000,
          hookTimeout: 240_000,
          sequence: { groupOrder: 1 },
        },
      },
      ...(postgresPrograms === '' ? [] : [nodes]),
    ],
  },
})
