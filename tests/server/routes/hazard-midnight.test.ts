import { describe, expect, it } from 'vitest'
import { lngLatToTileFraction } from '#domain/tile.ts'
import { readMeta } from '#server/store/meta.ts'
import { standingClock } from '#tests/server/http/application.ts'
import { countyUnderTest, MINE } from './county.ts'

/** 23:59 in Asia/Shanghai of the last day. */
const clock = standingClock('2026-06-08T15:59:00.000Z')
const county = countyUnderTest(clock)
const { ask } = county
const ZOOM = 12

interface Counts {
  readonly overdue: number
  readonly open: number
}

/** Everything that knows of lateness, as one asker gets it at this moment. */
async function everything() {
  const [x, y] = lngLatToTileFraction([114.197, 35.607], ZOOM).map(Math.floor)
  const place = `${ZOOM}/${x ?? 0}/${y ?? 0}`
  const get = (path: string) => ask('bureau', 'GET', path)
  const density = await get(`/api/tiles/density/${place}.png`)
  const late = await get('/api/hazards?overdue=true')
  const situation = await get('/api/situation')
  const at = await get('/api/density/at?lng=114.197&lat=35.607')
  const rows = await get('/api/exports/hazards?format=csv&overdue=true')
  return {
    listed: late.body.total,
    days: late.body.items.map(({ overdueDays }) => overdueDays),
    counts: (await get('/api/hazard-counts')).body as unknown as Counts,
    kpi: situation.body.kpis.find(({ id }) => id === 'overdueHazards')?.value,
    township: situation.body.byTownship.map(({ overdue }) => overdue),
    density: [density.headers.get('etag'), Buffer.from(density.bytes).toString('base64')] as const,
    here: at.body.value,
    exported: rows.text.trim().split('\n').length - 1,
    version: await versionOf(),
  }
}

const versionOf = async () =>
  (await ask('bureau', 'GET', '/api/hazards?limit=1')).body.items[0]?.version

async function tile(query = '') {
  const [x, y] = lngLatToTileFraction([114.197, 35.607], ZOOM).map(Math.floor)
  const path = `/api/tiles/hazards/${ZOOM}/${x ?? 0}/${y ?? 0}.mvt${query}`
  const answer = await ask('bureau', 'GET', path)
  return { status: answer.status, tag: answer.headers.get('etag'), bytes: answer.bytes }
}

describe('a deadline that passes at midnight', () => {
  it('changes lists, counts, tiles, exports and tags without a write', async () => {
    const { body: hazard } = await ask('mine', 'POST', '/api/hazards', {
      enterpriseId: MINE,
      description: '示例：今夜到期',
      deadline: '2026-06-08',
    })
    expect(hazard).toMatchObject({ deadline: '2026-06-08', overdue: false })

    const before = await everything()
    const tileBefore = await tile()
    const lateBefore = await tile('?overdue=true')
    const written = await dataVersion()
    expect(before).toMatchObject({
      listed: 0,
      counts: { overdue: 0, open: 1 },
      kpi: 0,
      exported: 0,
    })
    expect(lateBefore.status).toBe(204)
    const held = { 'If-None-Match': tileBefore.tag ?? '' }
    const [x, y] = lngLatToTileFraction([114.197, 35.607], ZOOM).map(Math.floor)
    const path = `/api/tiles/hazards/${ZOOM}/${x ?? 0}/${y ?? 0}.mvt`
    expect((await ask('bureau', 'GET', path, undefined, held)).status).toBe(304)

    clock.forward(1)

    const after = await everything()
    const lateAfter = await tile('?overdue=true')
    expect(after).toMatchObject({
      listed: 1,
      days: [1],
      counts: { overdue: 1, open: 1 },
      kpi: 1,
      exported: 1,
      version: before.version,
    })
    expect(after.township).toContain(1)
    expect(after.density[0]).not.toBe(before.density[0])
    expect(after.density[1]).not.toBe(before.density[1])
    expect(after.here / before.here).toBeCloseTo(1.5, 6)
    expect(lateAfter.status).toBe(200)
    expect(lateAfter.bytes.byteLength).toBeGreaterThan(0)
    const stale = await ask('bureau', 'GET', path, undefined, held)
    expect(stale.status).toBe(200)
    expect(stale.headers.get('etag')).not.toBe(tileBefore.tag)
    expect(await dataVersion()).toBe(written)

    const { body: history } = await ask('mine', 'GET', `/api/hazards/${hazard.id}/history`)
    expect(history.items).toHaveLength(1)
  })

  it('gives the same bytes and tags until the next midnight', async () => {
    const just = await everything()
    clock.forward(20)
    const later = await everything()
    expect(later.density).toEqual(just.density)
    expect(later.days).toEqual([1])
  })
})

/** Steps with every commit: equal before and after means nothing was written. */
async function dataVersion(): Promise<string | null> {
  return readMeta(county.application.services.store.engine.writer, 'data_version')
}
