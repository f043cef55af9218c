import { expect, it } from 'vitest'
import {
  findDisplayToken,
  insertDisplayToken,
  listDisplayTokens,
  revokeDisplayToken,
} from '#server/store/display-token.ts'
import { DEFAULT_SETTINGS } from '#domain/settings.ts'
import { findAnswer, rememberAnswer, removeOldAnswers } from '#server/store/idempotency.ts'
import { newId } from '#server/store/identifier.ts'
import {
  clearLoginFailures,
  countLoginFailures,
  insertLoginFailure,
} from '#server/store/login-failure.ts'
import {
  findSession,
  insertSession,
  removeExpiredSessions,
  removeSessionsOf,
  touchSession,
} from '#server/store/session.ts'
import { readSettings, saveSettings } from '#server/store/settings.ts'
import type { Store } from '#server/store/transact.ts'
import { findUser, findUserByName, insertUser, saveUser } from '#server/store/user.ts'
import { aUser, CREATED } from './ledger.ts'

const AUDIT = { actor: 'u1', action: 'test' }
const HOUR_MS = 3_600_000

/** Accounts, sessions, tokens, and answers given once. */
export function accountContract(store: () => Store): void {
  it('gives an account back and changes it only from the version that was seen', async () => {
    const user = aUser({ sectors: ['WH'], passwordHistory: ['h1', 'h2'] })
    await store().transact({ ...AUDIT, at: CREATED }, (tx) => insertUser(tx, user))
    const seen = await findUserByName(store(), user.username)
    expect(seen).toEqual({ ...user, version: 1, updatedAt: CREATED })
    if (seen === null) throw new Error('not written')
    const disable = () =>
      store().transact(AUDIT, (tx) => saveUser(tx, { ...seen, disabled: true }, 1))
    expect(await disable()).toMatchObject({ ok: true, value: { disabled: true, version: 2 } })
    expect(await disable()).toMatchObject({ ok: false, current: { version: 2 } })
    const twin = store().transact(AUDIT, (tx) => insertUser(tx, { ...user, id: newId() }))
    await expect(twin).rejects.toMatchObject({ code: 'duplicate' })
    expect(await findUser(store(), 'unknown')).toBeNull()
  })

  it('keeps sessions, ends all but one, and forgets those past their end', async () => {
    const user = aUser()
    const session = (hours: number) => ({
      idHash: newId(),
      userId: user.id,
      createdAt: CREATED,
      lastSeenAt: CREATED,
      expiresAt: new Date(Date.now() + hours * HOUR_MS),
      ip: '10.0.0.1',
      agent: null,
    })
    const [mine, other, old] = [session(1), session(1), session(-1)]
    await store().transact(AUDIT, async (tx) => {
      await insertUser(tx, user)
      for (const each of [mine, other, old]) await insertSession(tx, each)
    })
    expect(await findSession(store(), mine.idHash)).toEqual(mine)
    await store().maintain(async (tx) => {
      await touchSession(tx, mine.idHash)
      await removeExpiredSessions(tx)
    })
    expect(await findSession(store(), old.idHash)).toBeNull()
    const touched = await findSession(store(), mine.idHash)
    expect(touched?.lastSeenAt.getTime()).toBeGreaterThan(CREATED.getTime())
    await store().transact(AUDIT, (tx) => removeSessionsOf(tx, user.id, mine.idHash))
    expect(await findSession(store(), other.idHash)).toBeNull()
    expect(await findSession(store(), mine.idHash)).not.toBeNull()
  })

  it('counts failed sign-ins by name and by address', async () => {
    const username = newId()
    const since = new Date(Date.now() - HOUR_MS)
    await store().maintain(async (tx) => {
      await insertLoginFailure(tx, { username, ip: `a ${username}` })
      await insertLoginFailure(tx, { username, ip: `b ${username}` })
    })
    expect(await countLoginFailures(store(), { username }, since)).toBe(2)
    expect(await countLoginFailures(store(), { ip: `a ${username}` }, since)).toBe(1)
    const later = new Date(Date.now() + HOUR_MS)
    expect(await countLoginFailures(store(), { username }, later)).toBe(0)
    await store().maintain((tx) => clearLoginFailures(tx, username))
    expect(await countLoginFailures(store(), { username }, since)).toBe(0)
  })

  it('opens with a display token until it is revoked', async () => {
    const token = {
      id: newId(),
      name: '示例：大厅',
      tokenHash: newId(),
      networks: ['10.1.0.0/16'],
      createdBy: 'u1',
      sample: false,
      regions: ['410622'],
      sectors: null,
      enterprises: null,
      county: '410622',
    }
    await store().transact({ ...AUDIT, at: CREATED }, (tx) => insertDisplayToken(tx, token))
    const fresh = { ...token, createdAt: CREATED, lastUsedAt: null, revokedAt: null }
    expect(await findDisplayToken(store(), token.tokenHash)).toEqual(fresh)
    const revoke = () => store().transact(AUDIT, (tx) => revokeDisplayToken(tx, token.id))
    expect(await revoke()).toBe(true)
    expect(await revoke()).toBe(false)
    expect(await findDisplayToken(store(), token.tokenHash)).toBeNull()
    expect((await listDisplayTokens(store())).map((each) => each.id)).toContain(token.id)
  })

  it('keeps one set of settings, changed only from the version that was seen', async () => {
    const before = await readSettings(store())
    const next = { ...DEFAULT_SETTINGS, organisation: '淇县应急管理局' }
    const save = (version: number) =>
      store().transact(AUDIT, (tx) => saveSettings(tx, next, version))
    expect(await save(before.version)).toMatchObject({ ok: true, value: next })
    expect(await save(before.version)).toMatchObject({ ok: false })
    expect(await readSettings(store())).toEqual({ ...next, version: before.version + 1 })
  })

  it('remembers one answer a key, with the work or not at all', async () => {
    const key = { principal: newId(), key: 'k1' }
    const answer = {
      requestHash: 'abc',
      status: 201,
      headers: { location: '/api/x' },
      body: '{"名":"沬"}',
    }
    const failing = store().transact(AUDIT, async (tx) => {
      await rememberAnswer(tx, key, answer)
      throw new Error('after all')
    })
    await expect(failing).rejects.toThrow('after all')
    expect(await findAnswer(store(), key)).toBeNull()
    const remember = () => store().transact(AUDIT, (tx) => rememberAnswer(tx, key, answer))
    await remember()
    await expect(remember()).rejects.toMatchObject({ code: 'duplicate' })
    expect(await findAnswer(store(), key)).toEqual(answer)
    expect(await findAnswer(store(), { ...key, principal: 'another' })).toBeNull()
    await store().maintain((tx) => removeOldAnswers(tx, new Date(Date.now() + HOUR_MS)))
    expect(await findAnswer(store(), key)).toBeNull()
  })
}
