import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { openStore } from '#server/store/open.ts'

/** A port that nobody listens on: taken once, and let go. */
async function idlePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port was given')
  return address.port
}

test('a PostgreSQL that does not answer is refused in words, with where it was asked and no password', async () => {
  const url = `postgres://riskmap:hush-hush@127.0.0.1:${await idlePort()}/county`
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
