import { describe, expect, it } from 'vitest'
import { countyUnderTest, MINE } from './county.ts'

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
