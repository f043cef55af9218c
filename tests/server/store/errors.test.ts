import { Pool } from 'pg'
import { describe, expect, test } from 'vitest'
import { refusalOf } from '#server/http/problem.ts'
import { isDatabaseAway } from '#server/store/errors.ts'
import { freePort } from '#tests/free-port.ts'

const coded = (code: string) => Object.assign(new Error('said by the driver'), { code })

describe('a database that is away', () => {
  test.each(['57P01', '57P02', '57P03', '53300', '08006', '08001', 'ECONNRESET', 'EPIPE'])(
    '%s: is said to be so, and the asker told to come back',
    (code) => {
      expect(isDatabaseAway(coded(code))).toBe(true)
      expect(refusalOf(coded(code))).toMatchObject({
        code: 'unavailable',
        options: { retryAfterSeconds: 5 },
      })
    },
  )

  test('what the driver itself says of one is known, with and without a code', async () => {
    const pool = new Pool({ host: '127.0.0.1', port: await freePort() })
    const refusal: unknown = await pool.query('select 1').catch((error: unknown) => error)
    expect(isDatabaseAway(refusal)).toBe(true)
    await pool.end()
    for (const words of [
      'Connection terminated unexpectedly',
      'Connection terminated due to connection timeout',
      'timeout exceeded when trying to connect',
      'Client has encountered a connection error and is not queryable',
    ])
      expect(isDatabaseAway(new Error(words))).toBe(true)
  })

  test.each(['23505', '42P01', '40001', '57014', 'SQLITE_BUSY', 'ENOENT'])(
    '%s is something else',
    (code) => {
      expect(isDatabaseAway(coded(code))).toBe(false)
    },
  )

  test('a fault of ours is none', () => {
    expect(isDatabaseAway(new TypeError('undefined is not a function'))).toBe(false)
    expect(refusalOf(new Error('halfway'))).toBeNull()
  })
})
