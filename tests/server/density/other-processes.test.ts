import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createFactIndex } from '#server/density/fact-index.ts'
import { followOtherProcesses } from '#server/density/other-processes.ts'
import { writeSample } from '#server/sample/write-sample.ts'
import { migrateToLatest } from '#server/store/migrate.ts'
import { openStore } from '#server/store/open.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'riskmap-other-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

describe('another process writes to the same database', () => {
  test('its rows are seen without a restart', async () => {
    const file = path.join(home, 'riskmap.db')
    const ours = await openStore({ kind: 'sqlite', file })
    await migrateToLatest(ours)
    const facts = await createFactIndex(ours)
    const unfollow = await followOtherProcesses(ours, facts, 20)
    expect(facts.counts().enterprises).toBe(0)

    const theirs = await openStore({ kind: 'sqlite', file })
    await writeSample(theirs, {
      seed: 3,
      asOf: '2026-11-01',
      enterprises: 4,
      riskPoints: 80,
      hazards: 20,
    })
    await theirs.close()

    await expect.poll(() => facts.counts().enterprises, { timeout: 10_000 }).toBe(4)
    unfollow()
    facts.close()
    await ours.close()
  })
})
