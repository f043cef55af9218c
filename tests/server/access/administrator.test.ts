import { expect, it } from 'vitest'
import { ensureAdministrator } from '#server/access/administrator.ts'
import { findUserByName, saveUser } from '#server/store/user.ts'
import { addAccount, openApplication } from '#tests/server/http/application.ts'

it('makes a first administrator once, and another name when that one is taken', async () => {
  const application = await openApplication()
  const { store } = application.services
  const first = await ensureAdministrator(store)
  expect(first).toMatchObject({ username: 'admin', role: 'admin', mustChangePassword: true })
  expect((await ensureAdministrator(store)).id).toBe(first.id)
  await store.transact({ actor: 'test', action: 'user.disable' }, (tx) =>
    saveUser(tx, { ...first, disabled: true }, first.version),
  )
  expect(await ensureAdministrator(store)).toMatchObject({ username: 'admin-2' })
  await application.close()
})

it('prefers an own administrator and never picks another role of that name', async () => {
  const application = await openApplication()
  await addAccount(application.services, 'admin', 'planner')
  await addAccount(application.services, 'wang', 'admin')
  const chosen = await ensureAdministrator(application.services.store)
  expect(chosen.username).toBe('wang')
  const planner = await findUserByName(application.services.store, 'admin')
  expect(planner?.role).toBe('planner')
  await application.close()
})
