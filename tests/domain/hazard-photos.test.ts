import { expect, test } from 'vitest'
import { photosBeforeAfter } from '#domain/hazard-photos.ts'
import type { HazardState } from '#domain/hazard.ts'

const step = (from: HazardState | null, to: HazardState, ...photos: string[]) => ({
  from,
  to,
  photos,
})

test('before are the report’s, after those of the last hand-in', () => {
  const events = [
    step(null, 'REPORTED', 'a', 'b'),
    step('RECTIFYING', 'PENDING_ACCEPT', 'c'),
    step('PENDING_ACCEPT', 'ACCEPT_FAILED', 'x'),
    step('RECTIFYING', 'PENDING_ACCEPT', 'd', 'a'),
    step('PENDING_ACCEPT', 'CLOSED'),
  ]
  expect(photosBeforeAfter(events)).toEqual({ before: ['a', 'b'], after: ['d'] })
})

test('a same-day fix carries both in its closing', () => {
  const alone = [step(null, 'REPORTED'), step('REPORTED', 'CLOSED', 'a', 'b')]
  expect(photosBeforeAfter(alone)).toEqual({ before: ['a'], after: ['b'] })
  const twice = [step(null, 'REPORTED', 'a'), step('REPORTED', 'CLOSED', 'a', 'b')]
  expect(photosBeforeAfter(twice)).toEqual({ before: ['a'], after: ['b'] })
})

test('nothing done yet shows nothing after', () => {
  expect(photosBeforeAfter([step(null, 'REPORTED', 'a')])).toEqual({ before: ['a'], after: [] })
  expect(photosBeforeAfter([])).toEqual({ before: [], after: [] })
})
