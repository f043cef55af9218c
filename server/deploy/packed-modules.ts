import { z } from 'zod'
import type { Platform } from './platform.ts'

/** Packages that only make the pages; a packed server has the finished pages instead. */
export const PAGE_PACKAGES: ReadonlySet<string> = new Set([
  '@fontsource-variable/noto-sans-sc',
  '@vitejs/plugin-vue',
  'echarts',
  'element-plus',
  'maplibre-gl',
  'pinia',
  'terra-draw',
  'terra-draw-maplibre-gl-adapter',
  'unplugin-vue-components',
  'vite',
  'vue',
  'vue-i18n',
  'vue-router',
])

const names = z.record(z.string(), z.string()).default({})
const oneOrMore = z.union([z.string().transform((text) => [text]), z.array(z.string())]).optional()
const entrySchema = z.looseObject({
  version: z.string().optional(),
  integrity: z.string().optional(),
  optional: z.boolean().default(false),
  os: oneOrMore,
  cpu: oneOrMore,
  libc: oneOrMore,
  dependencies: names,
  optionalDependencies: names,
  peerDependencies: names,
  peerDependenciesMeta: z
    .record(z.string(), z.object({ optional: z.boolean().optional() }))
    .default({}),
})
const lockSchema = z.object({ packages: z.record(z.string(), entrySchema) })

type Entry = z.infer<typeof entrySchema>

/** One installed package: its place under the project, as the lock file names it. */
export interface PackedModule {
  readonly place: string
  readonly version: string
  readonly integrity: string
  /** Made for one kind of machine; another machine's install does not have it. */
  readonly isForPlatform: boolean
  readonly isOptional: boolean
}

/**
 * The packages a server of this platform needs at run time, from the lock file (依赖清单) alone: no
 * development tools, nothing that only makes pages, nothing for other machines.
 * Shape: the lock file's content → packages by place, sorted
 */
export function packedModules(lock: unknown, platform: Platform): PackedModule[] {
  const { packages } = lockSchema.parse(lock)
  const root = packages['']
  if (root === undefined) throw new Error('the lock file names no project')
  const found = new Map<string, PackedModule>()
  const waiting = Object.keys(root.dependencies)
    .filter((name) => !PAGE_PACKAGES.has(name))
    .map((name) => ({ name, from: '' }))
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const place = resolvePlace(packages, next.from, next.name)
    const entry = place === null ? undefined : packages[place]
    if (place === null || entry === undefined || found.has(place)) continue
    if (!fits(entry, platform)) continue
    found.set(place, {
      place,
      version: entry.version ?? '',
      integrity: entry.integrity ?? '',
      isForPlatform: entry.os !== undefined || entry.cpu !== undefined,
      isOptional: entry.optional,
    })
    for (const name of neededBy(entry)) waiting.push({ name, from: place })
  }
  return [...found.values()].sort((one, other) => (one.place < other.place ? -1 : 1))
}

/** The runtime's own package, for the given machine. */
export function runtimeModule(lock: unknown, platform: Platform): PackedModule {
  const place = `node_modules/${platform.runtimePackage}`
  const entry = lockSchema.parse(lock).packages[place]
  if (entry?.version === undefined) throw new Error(`the lock file has no ${place}`)
  const { version, integrity = '' } = entry
  return { place, version, integrity, isForPlatform: true, isOptional: true }
}

/** As Node looks for a package: beside the asker, then further out. */
function resolvePlace(
  packages: Readonly<Record<string, Entry>>,
  from: string,
  name: string,
): string | null {
  for (let base = from; ;) {
    const place = base === '' ? `node_modules/${name}` : `${base}/node_modules/${name}`
    if (packages[place] !== undefined) return place
    if (base === '') return null
    const cut = base.lastIndexOf('/node_modules/')
    base = cut === -1 ? '' : base.slice(0, cut)
  }
}

function neededBy(entry: Entry): string[] {
  const peers = Object.keys(entry.peerDependencies).filter(
    (name) => entry.peerDependenciesMeta[name]?.optional !== true,
  )
  return [...Object.keys(entry.dependencies), ...Object.keys(entry.optionalDependencies), ...peers]
}

function fits({ os, cpu, libc }: Entry, platform: Platform): boolean {
  return (
    (os === undefined || os.includes(platform.os)) &&
    (cpu === undefined || cpu.includes(platform.cpu)) &&
    (libc === undefined || (platform.libc !== null && libc.includes(platform.libc)))
  )
}
