import { describe, expect, it } from 'vitest'
import { countyUnderTest, MINE, MY_PERSONS, seen, THEIR_PERSON } from './county.ts'

const { ask } = countyUnderTest()

describe('the roster', () => {
  it('is kept by the plant and read by who may', async () => {
    const path = `/api/enterprises/${MINE}/persons`
    const made = await ask('mine', 'POST', path, {
      name: '孙某',
      department: '机修',
      phone: '0392-7210000',
    })
    expect([made.status, made.body.phone]).toEqual([201, '0392-7210000'])
    const list = await ask('planner', 'GET', path)
    expect(list.body.items).toContainEqual(made.body)
    expect((await ask('mine', 'POST', path, { name: '孙某', phone: 'call me' })).status).toBe(422)
    expect((await ask('mine', 'POST', path, { name: '孙某', role: 'admin' })).status).toBe(422)
    expect((await ask('other', 'GET', path)).status).toBe(404)
    expect((await ask('planner', 'POST', path, { name: '孙某' })).status).toBe(403)
  })
})

describe('a roster entry', () => {
  const path = `/api/enterprises/${MINE}/persons`
  const wang = `${path}/${MY_PERSONS[0]}`

  it('is corrected by the plant on the version it saw, and by nobody else', async () => {
    const changed = await ask('mine', 'PATCH', wang, { post: '班组长' }, seen(1))
    expect([changed.status, changed.headers.get('etag')]).toEqual([200, '"2"'])
    expect(changed.body).toMatchObject({ name: '王某', post: '班组长', version: 2 })
    expect((await ask('mine', 'PATCH', wang, { post: '员工' }, seen(1))).status).toBe(412)
    expect((await ask('mine', 'PATCH', wang, { post: '员工' })).status).toBe(428)
    expect((await ask('mine', 'PATCH', wang, {}, seen(2))).status).toBe(422)
    expect((await ask('mine', 'PATCH', wang, { phone: 'call me' }, seen(2))).status).toBe(422)
    expect((await ask('mine', 'PATCH', wang, { role: 'admin' }, seen(2))).status).toBe(422)
    expect((await ask('planner', 'PATCH', wang, { post: '员工' }, seen(2))).status).toBe(403)
    expect((await ask('other', 'PATCH', wang, { post: '员工' }, seen(2))).status).toBe(404)
  })

  it('of another plant is not found through the own one', async () => {
    const theirs = `${path}/${THEIR_PERSON}`
    for (const method of ['PATCH', 'DELETE'] as const) {
      const body = method === 'PATCH' ? { post: '员工' } : undefined
      const missing = await ask('mine', method, `${path}/no-such-person`, body, seen(1))
      const foreign = await ask('mine', method, theirs, body, seen(1))
      expect([missing.status, foreign.status]).toEqual([404, 404])
    }
  })

  it('that answers for something stays until that is handed over', async () => {
    const li = `${path}/${MY_PERSONS[1]}`
    const point = await ask('mine', 'POST', '/api/risk-points', {
      enterpriseId: MINE,
      name: '液氨储罐',
      personId: MY_PERSONS[1],
    })
    const refused = await ask('mine', 'DELETE', li, undefined, seen(1))
    expect([refused.status, refused.body.code]).toEqual([409, 'conflict'])
    expect(refused.body.issues).toMatchObject([{ path: 'risk-point', code: 'still_named' }])
    expect(refused.text).toContain('液氨储罐')
    expect((await ask('planner', 'DELETE', li, undefined, seen(1))).status).toBe(403)
    expect((await ask('mine', 'DELETE', li)).status).toBe(428)

    const handed = { personId: MY_PERSONS[0] }
    const version = seen(point.body.version)
    const moved = await ask('mine', 'PATCH', `/api/risk-points/${point.body.id}`, handed, version)
    expect(moved.status).toBe(200)
    expect((await ask('mine', 'DELETE', li, undefined, seen(9))).status).toBe(412)
    expect((await ask('mine', 'DELETE', li, undefined, seen(1))).status).toBe(204)
    const roster = (await ask('mine', 'GET', path)).body.items.map(({ id }) => id)
    expect(roster).not.toContain(MY_PERSONS[1])
    expect((await ask('mine', 'DELETE', li, undefined, seen(2))).status).toBe(404)
    const again = await ask(
      'mine',
      'PATCH',
      `/api/risk-points/${point.body.id}`,
      { personId: MY_PERSONS[1] },
      seen(moved.body.version),
    )
    expect([again.status, again.body.issues[0]?.code]).toEqual([422, 'unknown_person'])
  })

  it('hands all it answers for to another at once, and the rule of two persons holds', async () => {
    const person = async (name: string) =>
      (await ask('mine', 'POST', path, { name, department: '机修' })).body.id
    const [from, to] = [await person('赵某'), await person('钱某')]
    const point = await ask('mine', 'POST', '/api/risk-points', {
      enterpriseId: MINE,
      name: '示例：锅炉',
      personId: from,
    })
    const hazard = async (named: Record<string, string>) => {
      const report = { enterpriseId: MINE, description: '示例：安全阀未校验' }
      const { id } = (await ask('mine', 'POST', '/api/hazards', report)).body
      const order = { to: 'RECTIFYING', note: '', ...named }
      const sent = await ask('mine', 'POST', `/api/hazards/${id}/transitions`, order, seen(1))
      expect(sent.status).toBe(201)
      return id
    }
    const work = await hazard({ rectifier: from })
    const clash = await hazard({ rectifier: to, acceptor: from })
    const handover = (body: unknown, version = 1, who: 'mine' | 'other' | 'planner' = 'mine') =>
      ask(who, 'POST', `${path}/${from}/handover`, body, seen(version))
    const named = async () => [
      (await ask('mine', 'GET', `/api/risk-points/${point.body.id}`)).body.personId,
      (await ask('mine', 'GET', `/api/hazards/${work}`)).body.rectifierId,
      (await ask('mine', 'GET', `/api/hazards/${clash}`)).body.acceptorId,
    ]

    expect((await handover({ to }, 9)).status).toBe(412)
    expect((await handover({ to }, 1, 'planner')).status).toBe(403)
    expect((await handover({ to }, 1, 'other')).status).toBe(404)
    for (const stranger of [from, THEIR_PERSON, 'no-such-person'])
      expect((await handover({ to: stranger })).status).toBe(422)
    const refused = await handover({ to })
    expect(refused.body).toMatchObject({
      status: 422,
      issues: [{ path: 'to', code: 'same_person' }],
    })
    expect(await named()).toEqual([from, from, from])

    const third = await person('孙某')
    const done = await handover({ to: third })
    expect([done.status, done.body]).toMatchObject([201, { to: third, handedOver: 3 }])
    expect(await named()).toEqual([third, third, third])
    const { body: after } = await ask('mine', 'GET', `/api/hazards/${work}`)
    expect(after.responsibleDepartment).toBe('机修')
    expect((await ask('mine', 'DELETE', `${path}/${from}`, undefined, seen(1))).status).toBe(204)
  })
})
