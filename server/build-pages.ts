import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const project = path.resolve(import.meta.dirname, '..')
const stampFile = path.join(project, 'var', 'build', '.stamp')

/** What the pages are made from. */
const SOURCES = [
  'web',
  'domain',
  'data/codes',
  'data/templates',
  'package-lock.json',
  'vite.config.ts',
]

function filesOf(place: string): string[] {
  const full = path.join(project, place)
  if (statSync(full).isFile()) return [full]
  return readdirSync(full, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
}

/** A text that changes with the content of any source: sizes and times alone change with a checkout. */
function stampOfSources(): string {
  const hash = createHash('sha256')
  for (const file of SOURCES.flatMap(filesOf).sort()) {
    hash.update(path.relative(project, file)).update('\0').update(readFileSync(file)).update('\0')
  }
  return hash.digest('hex')
}

/** Tell whether this is the source tree; a packed product has its pages built and nothing to build from. */
export function hasSources(): boolean {
  return existsSync(path.join(project, 'web'))
}

/** Tell whether var/build was made from the sources as they are. */
export function isBuildFresh(): boolean {
  if (!hasSources()) return true
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stampOfSources()
}

/** Which build of the pages is served: another text for other pages; null when there are none. */
export function pagesBuild(): string | null {
  return existsSync(stampFile) ? readFileSync(stampFile, 'utf8').slice(0, 12) : null
}

/** Make the pages (构建前端) into var/build. */
export async function buildPages(): Promise<void> {
  // Whoever runs us may have set another mode (a test runner does): what is served is made for serving.
  process.env.NODE_ENV = 'production'
  const { build } = await import('vite')
  await build({
    root: path.join(project, 'web'),
    configFile: path.join(project, 'vite.config.ts'),
    logLevel: 'warn',
  })
  writeFileSync(stampFile, stampOfSources())
}

/**
 * Make the pages in a process of its own: a server that built them itself would keep the bundler's
 * memory for as long as it runs.
 * Errors: with the exit code, when the pages could not be made
 */
export async function buildPagesApart(): Promise<void> {
  const builder = spawn(process.execPath, ['server/build.ts'], { cwd: project, stdio: 'inherit' })
  const end = () => void builder.kill()
  process.once('exit', end)
  const code = await new Promise<number | null>((resolve, reject) => {
    builder.once('error', reject)
    builder.once('exit', resolve)
  })
  process.off('exit', end)
  if (code !== 0) throw new Error(`the pages could not be built (exit ${String(code)})`)
}
