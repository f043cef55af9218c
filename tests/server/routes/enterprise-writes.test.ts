import { describe, expect, it } from 'vitest'
import { usccCheckDigit } from '#domain/uscc.ts'
import { newId } from '#server/store/identifier.ts'
import { addAccount, cookieOf } from '#tests/server/http/application.ts'
import { countyUnderTest, MINE, OTHER, seen } from './county.ts'
import type { Asker } from './county.ts'

const county = countyUnderTest()
const { ask } = county

const USCC = (serial: number) => {
  const first = `9141062201${String(serial).padStart(7, '0')}`
  return first + usccCheckDigit(first)
}

const create = (over: object = {}, who: Asker = 'bureau') =>
  ask(who, 'POST', '/api/enterprises', {
    name: '示例丙厂',
    township: '410622101',
    sector: 'WH',
    ...over,
  })

describe('a new enterprise', () => {
  it('is written as it was given, and seen by its township at once', async () => {
    const made = await create({
      uscc: ` ${USCC(1).toLowerCase()} `,
      industry: '2614',
      employees: 40,
      safetyOfficer: '钱某',
      phone: '0392-7210001',
      position: [114.2, 35.6],
    })
    expect(made.status).toBe(201)
    expect(made.body).toMatchObject({
      uscc: USCC(1),
      county: '410622',
      township: '410622101',
      size: 'small',
      position: [114.2, 35.6],
      level: null,
      version: 1,
    })
    expect(made.headers.get('location')).toBe(`/api/enterprises/${made.body.id}`)
    const read = await ask('township', 'GET', made.headers.get('location') ?? '')
    expect(read.body).toMatchObject(made.body)
    const list = await ask('township', 'GET', '/api/enterprises?q=示例丙厂')
    expect(list.body.items.map((one) => one.id)).toContain(made.body.id)
  })

  it('is converted from the system it was given in', async () => {
    const made = await create({ position: [114.206, 35.6055], crs: 'GCJ-02' })
    expect(made.status).toBe(201)
    const [lng, lat] = made.body.position
    expect(lng).not.toBe(114.206)
    expect(Math.abs(lng - 114.206)).toBeLessThan(0.01)
    expect(Math.abs(lat - 35.6055)).toBeLessThan(0.01)
    expect((await create({ position: [1, 2], crs: 'mars' })).body.issues[0]?.path).toBe('crs')
  })

  it.each([
    [
      'a wrong check digit',
      { uscc: `${USCC(2).slice(0, 17)}${USCC(2).endsWith('0') ? '1' : '0'}` },
      'uscc',
      'uscc_check_digit',
    ],
    ['swapped coordinates', { position: [35.6, 114.2] }, 'position', 'swapped'],
    ['metres', { position: [38_470_000, 3_940_000] }, 'position', 'projected'],
    ['another county', { position: [116.4, 39.9] }, 'position', 'outside_county'],
    ['an unknown sector', { sector: 'NOPE' }, 'sector', 'unknown_code'],
    ['an unknown flag', { flags: ['nothing'] }, 'flags[0]', 'unknown_code'],
    ['a village elsewhere', { village: '410622102001' }, 'village', 'unknown_village'],
    ['another county’s township', { township: '410621101' }, 'township', 'outside_scope'],
    ['a level of its own', { level: 4 }, 'level', 'unrecognized_keys'],
    ['an id of its own', { id: 'x' }, 'id', 'unrecognized_keys'],
  ])('is refused with %s', async (_name, over, path, code) => {
    const refused = await create(over)
    expect(refused.status).toBe(422)
    expect(refused.body.issues).toContainEqual(expect.objectContaining({ path, code }))
  })

  it('has a credit code nobody else has', async () => {
    await create({ uscc: USCC(3) })
    const twin = await create({ uscc: USCC(3) })
    expect(twin.body).toMatchObject({
      status: 409,
      issues: [{ path: 'uscc', code: 'already_taken' }],
    })
  })

  it('is written only by those who keep the ledger, inside their own part', async () => {
    expect((await create({}, 'mine')).status).toBe(403)
    expect((await create({}, 'planner')).status).toBe(403)
    const beyond = await create({ township: '410622102' }, 'township')
    expect(beyond.body).toMatchObject({ status: 422, issues: [{ code: 'outside_scope' }] })
    const { services, app } = county.application
    await addAccount(services, 'chemicals', 'department', {
      sectors: ['WH'],
      regions: ['410622'],
      county: '410622',
    })
    const cookie = await cookieOf(services, 'chemicals')
    const send = (sector: string) =>
      app.request('/api/enterprises', {
        method: 'POST',
        headers: { cookie, 'Content-Type': 'application/json' },
        body: JSON.stringify({ name: '示例', township: '410622101', sector }),
      })
    expect((await send('WH')).status).toBe(201)
    expect((await send('GM')).status).toBe(422)
  })

  it('is made once however often it is sent', async () => {
    const key = { 'Idempotency-Key': newId() }
    const body = { name: '只此一家', township: '410622101', sector: 'WH' }
    const answers = [
      await ask('bureau', 'POST', '/api/enterprises', body, key),
      await ask('bureau', 'POST', '/api/enterprises', body, key),
    ]
    expect(answers[1]?.text).toBe(answers[0]?.text)
    expect((await ask('bureau', 'GET', '/api/enterprises?q=只此一家')).body.total).toBe(1)
  })
})

describe('changing an enterprise', () => {
  it('is open to itself for how to reach it, not for who supervises it', async () => {
    const path = `/api/enterprises/${MINE}`
    const { version } = (await ask('mine', 'GET', path)).body
    const changed = await ask(
      'mine',
      'PATCH',
      path,
      { phone: '0392-1', address: '新址' },
      seen(version),
    )
    expect(changed.body).toMatchObject({ phone: '0392-1', address: '新址', version: version + 1 })
    for (const change of [
      { sector: 'GM' },
      { township: '410622102' },
      { size: 'above-scale' },
      { name: '新名' },
    ]) {
      const refused = await ask('mine', 'PATCH', path, change, seen(version + 1))
      expect([refused.status, refused.body.code]).toEqual([403, 'forbidden'])
    }
    for (const field of ['version', 'level', 'county', 'id', 'archived', 'sample', 'externalId']) {
      const refused = await ask('admin', 'PATCH', path, { [field]: null }, seen(version + 1))
      expect(refused.body).toMatchObject({ status: 422, issues: [{ path: field }] })
    }
  })

  it('moves what stands approximately with it', async () => {
    const { body: made } = await create({ position: [114.2, 35.6] })
    const { body: point } = await ask('bureau', 'POST', '/api/risk-points', {
      enterpriseId: made.id,
      name: '罐',
    })
    const moved = await ask(
      'bureau',
      'PATCH',
      `/api/enterprises/${made.id}`,
      { position: [114.21, 35.61] },
      seen(1),
    )
    expect(moved.body.position).toEqual([114.21, 35.61])
    const read = await ask('bureau', 'GET', `/api/risk-points/${point.id}`)
    expect(read.body.position).toEqual([114.21, 35.61])
  })

  it('does not lead out of one’s own part, and takes the village off', async () => {
    const { body: made } = await create({ village: '410622101001' }, 'township')
    const path = `/api/enterprises/${made.id}`
    const away = await ask('township', 'PATCH', path, { township: '410622102' }, seen(1))
    expect(away.body).toMatchObject({ status: 422, issues: [{ code: 'outside_scope' }] })
    const moved = await ask('bureau', 'PATCH', path, { township: '410622102' }, seen(1))
    expect(moved.body).toMatchObject({ township: '410622102', village: null })
    expect((await ask('township', 'GET', path)).status).toBe(404)
  })

  it('needs If-Match and one who is allowed, and archiving ends it', async () => {
    const { body: made } = await create()
    const path = `/api/enterprises/${made.id}`
    expect((await ask('bureau', 'PATCH', path, { name: '甲' })).status).toBe(428)
    expect((await ask('bureau', 'PATCH', path, { name: '甲' }, seen(4))).body).toMatchObject({
      status: 412,
      current: 1,
    })
    expect((await ask('bureau', 'PATCH', path, {}, seen(1))).status).toBe(422)
    expect((await ask('other', 'PATCH', path, { phone: '1234' }, seen(1))).status).toBe(404)
    expect(
      (await ask('mine', 'DELETE', `/api/enterprises/${MINE}`, undefined, seen(1))).status,
    ).toBe(403)
    expect((await ask('bureau', 'DELETE', path)).status).toBe(428)
    const { body: plan } = await ask('bureau', 'POST', `${path}/plans`, { name: '图' })
    expect((await ask('bureau', 'DELETE', path, undefined, seen(1))).status).toBe(204)
    expect((await ask('bureau', 'GET', path)).status).toBe(404)
    expect((await ask('bureau', 'POST', `${path}/plans`, { name: '图' })).status).toBe(404)
    const late = await ask('bureau', 'POST', `/api/plans/${plan.id}/revisions`, undefined, seen(1))
    expect(late.status).toBe(404)
    const list = await ask('bureau', 'GET', '/api/enterprises?limit=500')
    expect(list.body.items.map((one) => one.id)).not.toContain(made.id)
    expect(list.body.items.map((one) => one.id)).toContain(OTHER)
  })
})
