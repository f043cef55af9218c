/**
 * Runs every test and ends with one line, `N passed, N failed`.
 *
 * A browser is found or installed first. A skipped test is a failure: what was not tried is not known.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { z } from 'zod'
import { ensureBrowser } from './browser.ts'

const resultFile = 'var/test-results.json'
const resultSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  success: z.boolean(),
})

let browser: string
try {
  browser = ensureBrowser()
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  console.log('0 passed, 1 failed')
  process.exit(1)
}

mkdirSync('var', { recursive: true })
rmSync(resultFile, { force: true })

const vitest = spawnSync(
  process.execPath,
  [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${resultFile}`,
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit', env: { ...process.env, RISKMAP_BROWSER: browser } },
)

let passed = 0
let failed = 1
try {
  const result = resultSchema.parse(JSON.parse(readFileSync(resultFile, 'utf8')))
  const skipped = result.numPendingTests + result.numTodoTests
  if (skipped > 0) console.error(`${skipped} tests were skipped; a skipped test counts as failed.`)
  passed = result.numPassedTests
  failed = result.numFailedTests + skipped
  if (failed === 0 && (!result.success || vitest.status !== 0)) failed = 1
} catch (error) {
  console.error(`The test runner left no result: ${String(error)}`)
}
console.log(`${passed} passed, ${failed} failed`)
process.exit(failed === 0 && passed > 0 ? 0 : 1)
