import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openStore } from '#server/store/open.ts'
import { verifyStore } from '#server/store/verify.ts'
import { findPostgres, queryOnce, startPostgres } from '../postgres.ts'
import type { PostgresServer } from '../postgres.ts'
import { changesOf } from '../server/live/listening.ts'
import { startNode } from './node.ts'
import type { Node } from './node.ts'

const SHOWN_WITHIN_MILLISECONDS = 2_000
/** For what depends on how fast a busy machine starts things. */
const SOON = { timeout: 20_000, interval: 50 }

const CREATED = 201
const UNAVAILABLE = 503

const CUT_LISTENERS = `select pg_terminate_backend(pid) from pg_stat_activity
  where application_name = 'riskmap-listen' and datname = 'county'`

let postgres: PostgresServer
let databaseUrl: string
let one: Node
let other: Node

beforeAll(async () => {
  const programs = findPostgres()
  if (programs === null) throw new Error('PostgreSQL is gone')
  postgres = await startPostgres(programs)
  databaseUrl = await postgres.createDatabase('county')
  // The first one makes the tables and the sample county.
  one = await startNode(databaseUrl)
  other = await startNode(databaseUrl)
})
afterAll(async () => {
  for (const node of [one, other] as (Node | undefined)[]) await node?.product.stop()
  await (postgres as PostgresServer | undefined)?.stop()
})

/** Both show the same, and nothing is left to be told. */
async function expectAlike(openHazards: number): Promise<void> {
  for (const node of [one, other])
    await expect.poll(() => node.openHazards(), SOON).toBe(openHazards)
  expect(await other.tile()).toEqual(await one.tile())
}

/** How long after its answer a report at one server takes to be heard and shown by the other. */
async function expectShown(from: Node, at: Node): Promise<void> {
  const before = await at.openHazards()
  const { tag } = await at.tile()
  const listening = await at.listen()
  await expect.poll(() => changesOf(listening).length, SOON).toBeGreaterThan(0)
  const greeted = changesOf(listening).length
  expect(await from.report()).toBe(CREATED)
  const until = { timeout: SHOWN_WITHIN_MILLISECONDS, interval: 20 }
  await expect.poll(() => at.openHazards(), until).toBe(before + 1)
  await expect
    .poll(() => changesOf(listening).slice(greeted), until)
    .toContainEqual(
      expect.objectContaining({ subjects: expect.arrayContaining(['hazards']) as string[] }),
    )
  const tile = await at.tile()
  expect(tile.tag).not.toBe(tag)
  expect(tile).toEqual(await from.tile())
  await listening.stop()
}

/** End the connections that listen, also those made again; returns how to leave off. */
function cutAgainAndAgain(): () => Promise<void> {
  let isCutting = true
  async function cut(): Promise<void> {
    while (isCutting) {
      await queryOnce(databaseUrl, CUT_LISTENERS)
      await wait(20)
    }
  }
  const cutting = cut()
  return () => {
    isCutting = false
    return cutting
  }
}

describe('two servers on one PostgreSQL', () => {
  test('answer alike, byte for byte and tag for tag', async () => {
    await expectAlike(await one.openHazards())
    for (const node of [one, other])
      expect(await node.following()).toMatchObject({ state: 'listening', failure: null })
  })

  test('what is written at one shows at the other, in figures, tiles, tags and events', async () => {
    await expectShown(one, other)
    await expectShown(other, one)
  })

  test('both write at once, and nothing is lost or counted twice', async () => {
    const before = await one.openHazards()
    const writers = [one, other].flatMap((node) => Array.from({ length: 15 }, node.report))
    expect(new Set(await Promise.all(writers))).toEqual(new Set([CREATED]))
    await expectAlike(before + writers.length)
    const store = await openStore({ kind: 'postgres', url: databaseUrl })
    expect((await verifyStore(store)).issues).toEqual([])
    await store.close()
  })

  test('what was written while nobody could be heard is caught up with', async () => {
    const before = await one.openHazards()
    const listening = await other.listen()
    await expect.poll(() => changesOf(listening).length, SOON).toBeGreaterThan(0)
    const greeted = changesOf(listening).length
    const stopCutting = cutAgainAndAgain()
    await expect.poll(async () => (await other.following()).state, SOON).toBe('cut-off')
    for (let number = 0; number < 5; number += 1) expect(await one.report()).toBe(CREATED)
    await stopCutting()
    await expectAlike(before + 5)
    await expect.poll(() => changesOf(listening).length, SOON).toBeGreaterThan(greeted)
    await listening.stop()
    for (const node of [one, other])
      await expect
        .poll(() => node.following(), SOON)
        .toMatchObject({
          state: 'listening',
          failure: null,
        })
    await expectShown(one, other)
  })

  test('both go on after PostgreSQL was restarted under their writes', async () => {
    const before = await one.openHazards()
    let isWriting = true
    const writers = [one, one, other, other].map(async ({ report }) => {
      const statuses: number[] = []
      while (isWriting) statuses.push(await report())
      return statuses
    })
    await wait(200)
    await postgres.restart()
    for (const node of [one, other])
      await expect.poll(async () => (await node.ask('/readyz')).status, SOON).toBe(200)
    isWriting = false
    const statuses = (await Promise.all(writers)).flat()
    expect(new Set(statuses)).toEqual(new Set([CREATED, UNAVAILABLE]))
    const kept = statuses.filter((status) => status === CREATED).length

    for (const node of [one, other])
      await expect.poll(async () => (await node.following()).state, SOON).toBe('listening')
    const after = await one.openHazards()
    // A commit whose answer was lost stands; one that was answered always does.
    expect(after).toBeGreaterThanOrEqual(before + kept)
    expect(after).toBeLessThanOrEqual(before + statuses.length)
    await expectAlike(after)
    await expectShown(other, one)
  })
})
