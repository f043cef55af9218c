import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import type { Platform } from './platform.ts'

/** A file of the package: where it is now, or what it says, and where it goes. */
export interface PackedFile {
  readonly name: string
  readonly source: { readonly file: string } | { readonly text: string }
  readonly isProgram: boolean
}

/** What a server reads of the project itself; the pages come built. */
const OWN_ROOMS = ['server', 'domain', 'data'] as const

/** Typings, source maps, sources of native code: nothing that runs. */
const UNUSED =
  /(\.(map|d\.ts|d\.mts|d\.cts|tsbuildinfo|gyp|c|cc|cpp|h|hpp)$|(^|\/)(\.bin|\.github)\/|(^|\/)(CHANGELOG|README)(\.[a-z]+)?$)/i
const UNUSED_OF: Readonly<Record<string, RegExp>> = {
  'node_modules/better-sqlite3': /^(deps|src)\//,
}

/** Every file under a directory, by its path inside it, sorted. */
export async function filesUnder(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(directory, path.join(entry.parentPath, entry.name)))
    .map((name) => name.split(path.sep).join('/'))
    .sort()
}

/** Server, domain and data as they are; what starts them lies at the package's top instead. */
export async function ownFiles(project: string): Promise<PackedFile[]> {
  const files: PackedFile[] = []
  for (const room of OWN_ROOMS) {
    const directory = path.join(project, room)
    for (const name of await filesUnder(directory)) {
      if (/(^|\/)tsconfig.*\.json$|\.tsbuildinfo$|^deploy\/launch\/|(^|\/)README\.md$/.test(name))
        continue
      files.push(fileOf(`program/${room}/${name}`, path.join(directory, name)))
    }
  }
  const built = path.join(project, 'var', 'build')
  for (const name of await filesUnder(built))
    files.push(fileOf(`program/var/build/${name}`, path.join(built, name)))
  return files
}

/** The files of one installed package that run, for this machine only. */
export async function moduleFiles(
  place: string,
  directory: string,
  platform: Platform,
): Promise<PackedFile[]> {
  if (!existsSync(directory)) return []
  const prebuilt = `prebuilds/${platform.os}-${platform.cpu}.node`
  return (await filesUnder(directory))
    .filter((name) => !name.startsWith('node_modules/') && !UNUSED.test(name))
    .filter((name) => UNUSED_OF[place]?.test(name) !== true)
    .filter((name) => !/^prebuilds\/.*\.node$/.test(name) || name === prebuilt)
    .map((name) => fileOf(`program/${place}/${name}`, path.join(directory, name)))
}

/** Start scripts, the service's example and the manual (安装手册), in the words of the machine. */
export async function launchFiles(launch: string, platform: Platform): Promise<PackedFile[]> {
  const isWindows = platform.os === 'win32'
  const directory = path.join(launch, isWindows ? 'windows' : 'linux')
  const both = [directory, path.join(launch, 'both')]
  const files: PackedFile[] = []
  for (const place of both)
    for (const name of await filesUnder(place))
      files.push({
        name,
        source: { file: path.join(place, name) },
        isProgram: name.endsWith('.sh'),
      })
  return files
}

export function fileOf(name: string, file: string, isProgram = false): PackedFile {
  return { name, source: { file }, isProgram }
}
