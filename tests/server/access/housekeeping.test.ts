import { expect, it } from 'vitest'
import { forgetOld } from '#server/access/housekeeping.ts'
import { findAnswer, rememberAnswer } from '#server/store/idempotency.ts'
import { insertLoginFailure, listLoginFailures } from '#server/store/login-failure.ts'
import { findSession } from '#server/store/session.ts'
import { hashSecret } from '#server/access/token.ts'
import {
  addAccount,
  cookieOf,
  openApplication,
  standingClock,
} from '#tests/server/http/application.ts'

it('forgets what is over and keeps what is not', async () => {
  const clock = standingClock()
  const application = await openApplication({ clock })
  const { services } = application
  const { store } = services
  await addAccount(services, 'zhang', 'planner')
  const secret = (await cookieOf(services, 'zhang')).slice('riskmap='.length)
  const once = { principal: 'zhang', key: 'one' }
  const answer = { requestHash: 'x', status: 201, headers: {}, body: '{}' }
  await store.maintain((tx) => insertLoginFailure(tx, { username: 'zhang', ip: '10.0.0.1' }))
  await store.maintain((tx) => rememberAnswer(tx, once, answer))
  const kept = async () => [
    (await listLoginFailures(store, { username: 'zhang' }, new Date(0))).length,
    (await findSession(store, hashSecret(secret))) !== null,
    (await findAnswer(store, once)) !== null,
  ]
  await forgetOld(store)
  expect(await kept()).toEqual([1, true, true])
  clock.forward(31)
  await forgetOld(store)
  expect(await kept()).toEqual([0, true, true])
  clock.forward(12 * 60)
  await forgetOld(store)
  expect(await kept()).toEqual([0, false, true])
  clock.forward(12 * 60)
  await forgetOld(store)
  expect(await kept()).toEqual([0, false, false])
  await application.close()
})
