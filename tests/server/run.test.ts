import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'

const PROJECT = path.resolve(import.meta.dirname, '..', '..')
const directory = mkdtempSync(path.join(tmpdir(), 'riskmap-run-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

/** Where a program that the launcher starts keeps what was compiled; empty without such a place. */
function compiledPlace(environment: Readonly<Record<string, string>>): string {
  const tell = `console.log((await import('node:module')).getCompileCacheDir() ?? '')`
  const { NODE_COMPILE_CACHE: _, NODE_V8_COVERAGE: __, ...own } = process.env
  return execFileSync(
    process.execPath,
    ['server/run.mjs', 'node', '--input-type=module', '-e', tell],
    { cwd: PROJECT, env: { ...own, ...environment }, encoding: 'utf8' },
  ).trim()
}

describe('the launcher', () => {
  it('keeps what was compiled among the installed packages, where nobody else writes', () => {
    const place = path.join(PROJECT, 'node_modules', '.cache', 'compiled')
    expect(path.dirname(compiledPlace({}))).toBe(place)
  })

  it('keeps it where it is told to, or nowhere', () => {
    expect(path.dirname(compiledPlace({ NODE_COMPILE_CACHE: directory }))).toBe(directory)
    expect(compiledPlace({ NODE_DISABLE_COMPILE_CACHE: '1' })).toBe('')
  })

  it('keeps nothing while it is counted which code runs', () => {
    expect(compiledPlace({ NODE_V8_COVERAGE: directory })).toBe('')
  })

  it('does not need the place', () => {
    // A file stands where a directory would have to be.
    const taken = path.join(PROJECT, 'package.json')
    expect(compiledPlace({ NODE_COMPILE_CACHE: path.join(taken, 'compiled') })).toBe('')
  })
})
