import { expect, test } from 'vitest'
import { openStore } from '#server/store/open.ts'
import { freePort } from '#tests/free-port.ts'

test('a PostgreSQL that does not answer is refused in words, with where it was asked and no password', async () => {
  const url = `postgres://riskmap:hush-hush@127.0.0.1:${await freePort()}/county`
  const refusal: unknown = await openStore({ kind: 'postgres', url }).catch(
    (error: unknown) => error,
  )
  expect(refusal).toMatchObject({ name: 'StoreRefused', code: 'unreachable' })
  const { message } = refusal as Error
  expect(message).toMatch(/连接不上 PostgreSQL（127\.0\.0\.1:\d+\/county）.+DATABASE_URL/)
  expect(message).not.toContain('hush-hush')
})

test('an address that is none is refused in words as well', async () => {
  await expect(
    openStore({ kind: 'postgres', url: 'postgres://' + '['.repeat(3) }),
  ).rejects.toMatchObject({
    name: 'StoreRefused',
    code: 'unreachable',
  })
})
