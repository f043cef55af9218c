import { readFileSync, readdirSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { packedModules, PAGE_PACKAGES, runtimeModule } from '#server/deploy/packed-modules.ts'
import { PLATFORM_NAMES, PLATFORMS } from '#server/deploy/platform.ts'

const PROJECT = path.resolve(import.meta.dirname, '../../..')
const lock: unknown = JSON.parse(readFileSync(path.join(PROJECT, 'package-lock.json'), 'utf8'))

/** Packages that the source files of a room name, by what Node would run of them. */
function importedBy(room: string, leftOut: readonly string[]): Set<string> {
  const found = new Set<string>()
  for (const entry of readdirSync(path.join(PROJECT, room), {
    recursive: true,
    withFileTypes: true,
  })) {
    const file = path.join(entry.parentPath, entry.name)
    if (!entry.isFile() || !file.endsWith('.ts')) continue
    if (leftOut.includes(path.relative(PROJECT, file))) continue
    const text = readFileSync(file, 'utf8').replaceAll(/^import type [^;]*?from '[^']+'$/gm, '')
    for (const [, name = ''] of text.matchAll(/^(?:import |.*\bfrom )'([^']+)'$/gm)) {
      if (/^[.#]/.test(name) || isBuiltin(name)) continue
      found.add(
        name
          .split('/')
          .slice(0, name.startsWith('@') ? 2 : 1)
          .join('/'),
      )
    }
  }
  return found
}

describe.each(PLATFORM_NAMES)('the modules of a package for %s', (name) => {
  const platform = PLATFORMS[name]
  const modules = packedModules(lock, platform)
  const places = modules.map(({ place }) => place)

  it('hold everything the server imports', () => {
    const imported = [
      ...importedBy('server', ['server/dev.ts', 'server/build-pages.ts']),
      ...importedBy('domain', []),
    ]
    expect(imported).toContain('hono')
    expect(imported).toContain('better-sqlite3')
    for (const wanted of imported) expect(places).toContain(`node_modules/${wanted}`)
  })

  it('hold nothing that makes pages, and no tools', () => {
    const unwanted = [
      'vitest',
      'typescript',
      'rolldown',
      'eslint',
      'playwright-core',
      '@vue/runtime-core',
    ]
    for (const one of [...PAGE_PACKAGES, ...unwanted])
      expect(places).not.toContain(`node_modules/${one}`)
  })

  it('are made for this machine and no other', () => {
    const made = modules.filter(({ isForPlatform }) => isForPlatform).map(({ place }) => place)
    const kind = platform.os === 'linux' ? `linux-${platform.cpu}` : 'win32-x64'
    expect(made.length).toBeGreaterThanOrEqual(2)
    for (const place of made) expect(place).toContain(kind)
    expect(made.some((place) => place.includes('musl'))).toBe(false)
    for (const module of [...modules, runtimeModule(lock, platform)])
      expect(module.integrity).toMatch(/^sha512-/)
  })
})
