import { expect, test } from 'vitest'
import { createPace } from '#server/density/pace.ts'

/** Work without end in sight, from which nobody gets a turn but by its pace. */
async function work(name: string, steps: number, log: string[]): Promise<void> {
  const pace = createPace(0)
  for (let step = 0; step < steps; step += 1) {
    await pace()
    log.push(name)
  }
}

/** Notes each turn of the event loop until told to stop. */
function watchTurns(log: string[]): () => void {
  let isOver = false
  setImmediate(function look() {
    log.push('turn')
    if (!isOver) setImmediate(look)
  })
  return () => {
    isOver = true
  }
}

function spin(milliseconds: number): void {
  const end = performance.now() + milliseconds
  while (performance.now() < end);
}

test('others get their turn after each slice, however many work at once', async () => {
  const log: string[] = []
  const stop = watchTurns(log)
  await Promise.all(['甲', '乙', '丙'].map((name) => work(name, 20, log)))
  stop()
  const steps = log.filter((entry) => entry !== 'turn')
  expect(steps).toHaveLength(60)
  for (const [at, entry] of log.entries())
    if (entry !== 'turn' && at > 0) expect(log[at - 1]).toBe('turn')
})

test('those who work at once go on in turns, none twice before another', async () => {
  const log: string[] = []
  await Promise.all(['甲', '乙', '丙'].map((name) => work(name, 10, log)))
  for (let round = 0; round < 10; round += 1)
    expect(log.slice(3 * round, 3 * round + 3)).toEqual(['甲', '乙', '丙'])
})

test('within a slice nobody waits', () => {
  const pace = createPace(60_000)
  for (let step = 0; step < 1_000; step += 1) expect(pace()).toBeUndefined()
})

test('who begins within a turn gets what is left of it', async () => {
  createPace()
  spin(20)
  const pace = createPace(10)
  const turn = pace()
  expect(turn).toBeInstanceOf(Promise)
  await turn
  expect(pace()).toBeUndefined()
})

test('a turn that is over is not counted against who begins in the next', async () => {
  createPace()
  spin(20)
  await new Promise((resolve) => setImmediate(resolve))
  expect(createPace(10)()).toBeUndefined()
})
