/**
 * Runs every test and ends with one line, `N passed, N failed`.
 *
 * A browser is found or installed first. A skipped test is a failure: what was not tried is not known.
 * Where PostgreSQL is installed, a server of the tests' own is started, and what needs one runs on it.
 */
import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { z } from 'zod'
import { ensureBrowser } from './browser.ts'
import { findPostgres, startPostgres } from './postgres.ts'
import type { PostgresServer } from './postgres.ts'

const resultFile = 'var/test-results.json'
const resultSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  success: z.boolean(),
})

const WITHOUT_POSTGRES = `
!! NOT TRIED: PostgreSQL 15 or later was not found on this machine. The store's contract on a real
!! server and two servers on one database were left out. Install it (Debian: apt-get install postgresql),
!! or name the directory of its programs in RISKMAP_POSTGRES_BIN, and run "npm test" again.
`

/** What the tests stand on, as they read it from their environment. */
interface Ground {
  readonly environment: Readonly<Record<string, string>>
  readonly postgres: PostgresServer | null
}

async function prepare(): Promise<Ground> {
  const environment: Record<string, string> = { RISKMAP_BROWSER: ensureBrowser() }
  const programs = findPostgres()
  if (programs === null) return { environment, postgres: null }
  environment.RISKMAP_POSTGRES_BIN = programs
  const named = process.env.RISKMAP_TEST_POSTGRES ?? ''
  if (named !== '') return { environment, postgres: null }
  const postgres = await startPostgres(programs)
  environment.RISKMAP_TEST_POSTGRES = postgres.url
  return { environment, postgres }
}

/** The test runner's exit code; signals go on to it. */
function runTests(environment: Ground['environment']): Promise<number | null> {
  const child = spawn(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${resultFile}`,
      ...process.argv.slice(2),
    ],
    { stdio: 'inherit', env: { ...process.env, ...environment } },
  )
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.on(signal, () => child.kill(signal))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
}

function readResult(status: number | null): { readonly passed: number; readonly failed: number } {
  const result = resultSchema.parse(JSON.parse(readFileSync(resultFile, 'utf8')))
  const skipped = result.numPendingTests + result.numTodoTests
  if (skipped > 0) console.error(`${skipped} tests were skipped; a skipped test counts as failed.`)
  const failed = result.numFailedTests + skipped
  const isWhole = result.success && status === 0
  return { passed: result.numPassedTests, failed: failed === 0 && !isWhole ? 1 : failed }
}

async function runAll(): Promise<{ readonly passed: number; readonly failed: number }> {
  const { environment, postgres } = await prepare()
  try {
    mkdirSync('var', { recursive: true })
    rmSync(resultFile, { force: true })
    const status = await runTests(environment)
    if (environment.RISKMAP_POSTGRES_BIN === undefined) console.error(WITHOUT_POSTGRES)
    try {
      return readResult(status)
    } catch (error) {
      console.error(`The test runner left no result: ${String(error)}`)
      return { passed: 0, failed: 1 }
    }
  } finally {
    await postgres?.stop()
  }
}

let outcome = { passed: 0, failed: 1 }
try {
  outcome = await runAll()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
}
console.log(`${outcome.passed} passed, ${outcome.failed} failed`)
process.exit(outcome.failed === 0 && outcome.passed > 0 ? 0 : 1)
