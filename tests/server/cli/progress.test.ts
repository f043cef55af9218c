import { expect, test } from 'vitest'
import { createProgress, progressLine } from '#server/cli/progress.ts'

/** A terminal that keeps what it is told, and a clock the test moves. */
function watched(isScreen: boolean) {
  const lines: string[] = []
  const notes: string[] = []
  let clock = 5_000
  const terminal = {
    isScreen,
    result: () => undefined,
    note: (line: string) => void notes.push(line),
    progress: (line: string) => void lines.push(line),
  }
  const show = createProgress(terminal, () => clock)
  const step = (seconds: number, share: number, rows: number): void => {
    clock = 5_000 + seconds * 1000
    show({ share, rows, text: `风险点 ${rows / 10}` })
  }
  return { step, lines, notes }
}

test('a line says the share, what is done, rows, rows a second and the time left', () => {
  expect(progressLine({ share: 0.25, rows: 1_500_000, text: '风险点 250,000' }, 30_000)).toBe(
    '25%, 风险点 250,000, 1,500,000 行, 50,000 行/秒, 剩余约 1:30',
  )
  expect(progressLine({ share: 1, rows: 10, text: 'x' }, 1_000)).toContain('剩余约 0:00')
  expect(progressLine({ share: 0, rows: 0, text: 'x' }, 0)).toBe(
    '0%, x, 0 行, 0 行/秒, 剩余约 0:00',
  )
})

test('on a screen a bar grows with each step', () => {
  const { step, lines, notes } = watched(true)
  step(1, 0.5, 100)
  step(2, 1, 200)
  expect(lines).toEqual([
    '[############------------] 50%, 风险点 10, 100 行, 100 行/秒, 剩余约 0:01',
    '[########################] 100%, 风险点 20, 200 行, 100 行/秒, 剩余约 0:00',
  ])
  expect(notes).toEqual([])
})

test('in a log a line comes now and then, none for quick work', () => {
  const { step, lines, notes } = watched(false)
  for (let second = 1; second <= 25; second++) step(second, second / 25, second * 10)
  expect(lines).toEqual([])
  expect(notes).toHaveLength(2)
  expect(notes[0]).toBe('40%, 风险点 10, 100 行, 10 行/秒, 剩余约 0:15')
})
