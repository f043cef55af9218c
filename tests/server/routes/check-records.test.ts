import { describe, expect, it } from 'vitest'
import { countyUnderTest, MINE } from './county.ts'

const { ask } = countyUnderTest()

describe('the checks', () => {
  it('end the silence of a plant', async () => {
    const path = `/api/enterprises/${MINE}/check-records`
    const silent = async () => {
      const { body } = await ask('bureau', 'GET', '/api/situation')
      return body.byTownship.find((row) => row.code === '410622101')?.silent ?? NaN
    }
    expect(await silent()).toBe(1)
    const made = await ask('mine', 'POST', path, { note: '班前检查，未发现隐患' })
    expect(made.body).toMatchObject({ checkMode: 'SELF', hazardsFound: 0 })
    expect(await silent()).toBe(0)
    expect((await ask('planner', 'GET', path)).body.items).toEqual([made.body])
    expect((await ask('mine', 'POST', path, { checkMode: 'ACCT' })).status).toBe(422)
    expect((await ask('mine', 'POST', path, { checkedAt: '2030-01-01T00:00:00Z' })).status).toBe(
      422,
    )
  })
})
