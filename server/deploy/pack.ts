import { createWriteStream, existsSync } from 'node:fs'
import { mkdir, readFile, rm, stat } from 'node:fs/promises'
import path from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createHash } from 'node:crypto'
import { TarArchive, ZipArchive } from 'archiver'
import { v4 as randomUuid } from 'uuid'
import { buildPages, hasSources, isBuildFresh } from '#server/build-pages.ts'
import { productVersion } from '#server/product-version.ts'
import { fetchModules } from './fetch-modules.ts'
import { putInPlace } from './files.ts'
import { fileOf, launchFiles, moduleFiles, ownFiles } from './packed-files.ts'
import type { PackedFile } from './packed-files.ts'
import { packedModules, runtimeModule } from './packed-modules.ts'
import type { PackedModule } from './packed-modules.ts'
import { PLATFORMS } from './platform.ts'
import type { Platform } from './platform.ts'
import { DeployRefused } from './refused.ts'

const PROJECT = path.resolve(import.meta.dirname, '..', '..')
const LAUNCH = path.join(import.meta.dirname, 'launch')

export interface Packed {
  readonly bytes: number
  readonly unpackedBytes: number
  readonly files: number
}

/**
 * Pack the whole product (离线安装包) for one kind of machine: runtime, modules, pages, start scripts,
 * manual. For this kind of machine nothing is fetched; for another, what is made for it comes by npm.
 * Errors: DeployRefused
 */
export async function packProduct(
  platform: Platform,
  out: string,
  say: (line: string) => void,
): Promise<Packed> {
  if (!hasSources())
    throw new DeployRefused('unsupported', '安装包里不能再打包；请在源码目录中运行 pack。')
  if (!isBuildFresh()) {
    say('正在构建页面 …')
    await buildPages()
  }
  const working = path.join(path.dirname(out), `.packing-${randomUuid()}`)
  await mkdir(working, { recursive: true })
  try {
    const files = await collect(platform, path.join(working, 'fetched'), say)
    const top = `riskmap-${productVersion()}-${platform.name}`
    say(`正在写入 ${files.length} 个文件 …`)
    const finished = path.join(working, 'package')
    const unpackedBytes = await writePackage(finished, top, files, platform)
    await putInPlace(finished, out)
    return { bytes: (await stat(out)).size, unpackedBytes, files: files.length }
  } finally {
    await rm(working, { recursive: true, force: true })
  }
}

async function collect(
  platform: Platform,
  fetched: string,
  say: (line: string) => void,
): Promise<PackedFile[]> {
  const lock: unknown = JSON.parse(await readFile(path.join(PROJECT, 'package-lock.json'), 'utf8'))
  const runtime = runtimeModule(lock, platform)
  const modules = packedModules(lock, platform)
  const isHere = await presence([...modules, runtime])
  const missing = [...modules, runtime].filter(
    (module) => !isHere.has(module.place) && (module.isForPlatform || !module.isOptional),
  )
  if (missing.length > 0) {
    say(`正在取得 ${platform.name} 的运行环境与模块（${missing.length} 个，需要联网）…`)
    await fetchModules(missing, platform, fetched, PROJECT)
  }
  const placeOf = ({ place }: PackedModule) =>
    path.join(isHere.has(place) ? PROJECT : fetched, place)
  const files = [...(await launchFiles(LAUNCH, platform)), ...(await ownFiles(PROJECT))]
  for (const module of modules)
    files.push(...(await moduleFiles(module.place, placeOf(module), platform)))
  const { runtimeFile } = platform
  const runtimeDirectory = placeOf(runtime)
  files.push(
    fileOf(`runtime/${runtimeFile}`, path.join(runtimeDirectory, 'bin', runtimeFile), true),
    fileOf('runtime/LICENSE', licenseOf(runtimeDirectory)),
    textOf('program/package.json', await packageDescription()),
    textOf('VERSION', `${productVersion()} ${platform.name} node-${runtime.version}\n`),
  )
  return files
}

/** The runtime's licence; its package for Windows comes without, and it is the same for all. */
function licenseOf(runtimeDirectory: string): string {
  const places = Object.values(PLATFORMS).map(({ runtimePackage }) =>
    path.join(PROJECT, 'node_modules', runtimePackage),
  )
  const found = [runtimeDirectory, ...places]
    .map((place) => path.join(place, 'LICENSE'))
    .find((file) => existsSync(file))
  if (found === undefined)
    throw new DeployRefused('unsupported', '缺少运行环境的许可证文件；请重新运行 npm ci。')
  return found
}

async function presence(modules: readonly PackedModule[]): Promise<ReadonlySet<string>> {
  const here = new Set<string>()
  for (const { place } of modules) {
    const facts = await stat(path.join(PROJECT, place, 'package.json')).catch(() => null)
    if (facts !== null) here.add(place)
  }
  return here
}

/** What Node reads of it: module kind and short import names. */
async function packageDescription(): Promise<string> {
  const whole = JSON.parse(await readFile(path.join(PROJECT, 'package.json'), 'utf8')) as Record<
    string,
    unknown
  >
  const kept = ['name', 'version', 'private', 'description', 'license', 'type', 'imports']
  const shown = Object.fromEntries(kept.map((key) => [key, whole[key]]))
  return `${JSON.stringify(shown, null, 2)}\n`
}

function textOf(name: string, text: string): PackedFile {
  return { name, source: { text }, isProgram: false }
}

/** Windows shows manual and scripts rightly only with its own line ends. */
async function contentOf(file: PackedFile, platform: Platform): Promise<Buffer> {
  if ('text' in file.source) return Buffer.from(file.source.text)
  const bytes = await readFile(file.source.file)
  const isShown = platform.os === 'win32' && !file.name.includes('/')
  return isShown ? Buffer.from(bytes.toString('utf8').replaceAll(/\r?\n/g, '\r\n')) : bytes
}

async function writePackage(
  target: string,
  top: string,
  files: readonly PackedFile[],
  platform: Platform,
): Promise<number> {
  const archive =
    platform.os === 'win32'
      ? new ZipArchive({ zlib: { level: 6 } })
      : new TarArchive({ gzip: true, gzipOptions: { level: 6 } })
  const written = pipeline(archive, createWriteStream(target))
  const sums: string[] = []
  let unpackedBytes = 0
  for (const file of files) {
    const bytes = await contentOf(file, platform)
    unpackedBytes += bytes.length
    sums.push(`${createHash('sha256').update(bytes).digest('hex')}  ${file.name}`)
    const mode = file.isProgram ? 0o755 : 0o644
    const entered = new Promise((resolve) => archive.once('entry', resolve))
    archive.append(bytes, { name: `${top}/${file.name}`, mode })
    // One after another: a package is larger than what may lie in memory at once.
    await Promise.race([entered, written])
  }
  archive.append(`${sums.join('\n')}\n`, { name: `${top}/SHA256SUMS`, mode: 0o644 })
  await Promise.all([archive.finalize(), written])
  return unpackedBytes
}
