import { expect, test } from 'vitest'
import { signed } from '#web/components/signed.ts'

test.each([
  [3, '+3'],
  [-2, '−2'],
  [0, '0'],
  [0.04, '0'],
  [-0.04, '0'],
  [-1.26, '−1.3'],
])('a change of %s reads %s', (change, text) => {
  const rounded = (amount: number) => String(Math.round(amount * 10) / 10)
  expect(signed(change, rounded)).toBe(text)
})
