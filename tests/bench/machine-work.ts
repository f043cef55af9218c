import { parentPort } from 'node:worker_threads'

const NUMBERS = 1_000_000
const TIMES = 5

/** The same numbers in every run, in no order. */
function mixedNumbers(): Float64Array {
  let state = 1
  return Float64Array.from({ length: NUMBERS }, () => (state = (state * 48_271) % 2_147_483_647))
}

const times = Array.from({ length: TIMES }, () => {
  const numbers = mixedNumbers()
  const start = performance.now()
  numbers.sort()
  return performance.now() - start
})
parentPort?.postMessage(times)
