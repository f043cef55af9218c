import { beforeEach, describe, expect, test } from 'vitest'
import type { EventHandlers } from '#web/api/events.ts'
import { holdLine, type LineState, type LiveLine } from '#web/stores/live-line.ts'

/** A server as a page sees it, and a clock that is moved by hand. */
let now: number
let isThere: boolean
let isOut: boolean
let streams: EventHandlers[]
let closed: number
let told: (ReadonlySet<string> | 'everything')[]
let state: LineState | null
let line: LiveLine

beforeEach(() => {
  now = 1_000_000
  isThere = true
  isOut = false
  streams = []
  closed = 0
  told = []
  state = null
  line = holdLine(
    {
      open: (handlers) => {
        streams.push(handlers)
        return () => void (closed += 1)
      },
      isServerThere: () => Promise.resolve(isThere),
      isSignedOut: () => Promise.resolve(isOut),
      now: () => now,
      random: () => 0.5,
    },
    {
      onChanged: (subjects) => told.push(subjects),
      onHazard: () => undefined,
      onRelease: () => undefined,
      onState: (next) => {
        state = next
      },
    },
  )
})

/** Let seconds pass, a tick each, and the answers come; a live server beats every 15 s. */
async function pass(seconds: number, beating = false) {
  for (let second = 1; second <= seconds; second += 1) {
    now += 1_000
    if (beating && second % 15 === 0) streams.at(-1)?.onHeard()
    line.tick()
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve()
  }
}

describe('a line', () => {
  test('is connected as soon as something is heard, and stays so while the server beats', async () => {
    expect(state).toBeNull()
    streams[0]?.onHeard()
    expect(state).toEqual({ connected: true, stale: false, signedOut: false })
    await pass(300, true)
    expect(state).toEqual({ connected: true, stale: false, signedOut: false })
    expect(streams).toHaveLength(1)
  })

  test('tells within 15 s that the server is gone, even when nothing closes the stream', async () => {
    streams[0]?.onHeard()
    isThere = false
    await pass(14)
    expect(state?.stale).toBe(true)
  })

  test('that broke is opened again, later each time, and at most 18 s apart', async () => {
    streams[0]?.onHeard()
    isThere = false
    const openings: number[] = []
    for (let second = 0; second < 120; second += 1) {
      const before = streams.length
      await pass(1)
      if (streams.length > before) openings.push(second)
      streams.at(-1)?.onBroken()
    }
    const pauses = openings.slice(1).map((at, index) => at - (openings[index] ?? 0))
    expect(pauses.length).toBeGreaterThan(5)
    expect(Math.max(...pauses)).toBeLessThanOrEqual(18)
    expect(pauses.at(-1)).toBeGreaterThan(pauses[0] ?? 99)
    expect(state).toMatchObject({ connected: false, stale: true })
    isThere = true
    await pass(20)
    streams.at(-1)?.onHeard()
    expect(state).toEqual({ connected: true, stale: false, signedOut: false })
  })

  test('that is silent for 45 s while the server answers is taken for dead, and polled meanwhile', async () => {
    streams[0]?.onHeard()
    await pass(44)
    expect(state).toEqual({ connected: true, stale: false, signedOut: false })
    await pass(2)
    expect(closed).toBe(1)
    expect(state?.connected).toBe(false)
    // Whoever stands between lets no stream through: every attempt breaks.
    for (let second = 0; second < 60; second += 1) {
      streams.at(-1)?.onBroken()
      await pass(1)
    }
    expect(told.filter((one) => one === 'everything').length).toBeGreaterThanOrEqual(3)
    expect(state?.stale).toBe(false)
  })

  test('whose session ended stops asking', async () => {
    streams[0]?.onHeard()
    isOut = true
    streams[0]?.onBroken()
    await pass(1)
    expect(state?.signedOut).toBe(true)
    await pass(60)
    expect(streams).toHaveLength(1)
  })

  test('that was stopped tells nothing more', async () => {
    line.stop()
    streams[0]?.onChanged(new Set(['hazards']))
    await pass(60)
    expect(told).toEqual([])
    expect(streams).toHaveLength(1)
    expect(closed).toBe(1)
  })
})
