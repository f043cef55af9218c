import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { assess } from '#domain/assess/assess.ts'
import { shanghaiDay, startOfShanghaiDay } from '#domain/day.ts'
import { currentNotWorse } from '#domain/grading.ts'
import { HAZARD_MOVES } from '#domain/hazard-moves.ts'
import { localPlane } from '#domain/local-plane.ts'
import { accidentCategories } from '#domain/norms/accident-categories.ts'
import { distanceMeters } from '#domain/position.ts'
import { checkUscc, usccWarnings } from '#domain/uscc.ts'
import { RISK_SOURCES } from '#server/sample/catalogue/catalogue.ts'
import { readSampleCounty } from '#server/sample/county.ts'
import { ringHolds } from '#server/sample/layout/shapes.ts'
import { demoEnterpriseId, generateSample } from '#server/sample/sample.ts'
import type { SampleOptions } from '#server/sample/sample.ts'

const OPTIONS: SampleOptions = { seed: 1, asOf: '2026-11-21' }
const all = [...generateSample(OPTIONS)]
const points = all.flatMap(({ riskPoints }) => riskPoints)
const hazards = all.flatMap((each) => each.hazards.map((made) => ({ ...made, of: each })))

function fingerprint(options: SampleOptions): string {
  const hash = createHash('sha256')
  for (const each of generateSample(options))
    hash.update(
      JSON.stringify(each, (_, value: unknown) => (value instanceof Map ? [...value] : value)),
    )
  return hash.digest('hex')
}

function share(count: number, of: number): number {
  return (100 * count) / of
}

describe('sameness', () => {
  const small = { ...OPTIONS, enterprises: 12, riskPoints: 300, hazards: 100 }

  test('the same options give the same rows, ids and dates included', () => {
    expect(fingerprint(small)).toBe(fingerprint({ ...small }))
  })

  test('another seed or another day gives others', () => {
    expect(fingerprint({ ...small, seed: 2 })).not.toBe(fingerprint(small))
    expect(fingerprint({ ...small, asOf: '2026-11-20' })).not.toBe(fingerprint(small))
  })

  test('no id is used twice', () => {
    const ids = all.flatMap(
      ({ enterprise, persons, plan, planInput, riskPoints, checkRecords, ...rest }) => [
        enterprise.id,
        plan.id,
        ...[...persons, ...planInput.zones, ...planInput.structures, ...planInput.symbols].map(
          ({ id }) => id,
        ),
        ...checkRecords.map(({ id }) => id),
        ...riskPoints.flatMap(({ point, events, assessments, measures }) =>
          [point, ...events, ...assessments, ...measures].map(({ id }) => id),
        ),
        ...rest.hazards.flatMap(({ hazard, events }) => [hazard.id, ...events.map(({ id }) => id)]),
      ],
    )
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids.slice(0, 500))
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/u)
  })
})

describe('counts', () => {
  test('the county has its sectors in proportion', () => {
    const sectors = Map.groupBy(all, ({ enterprise }) => enterprise.sector)
    const counts = Object.fromEntries([...sectors].map(([code, rows]) => [code, rows.length]))
    expect(counts).toEqual({ GM: 86, FM: 1, WH: 65, JZ: 4, YL: 4, JT: 4, XX: 4 })
  })

  test('asked counts are kept exactly', () => {
    const made = [
      ...generateSample({ ...OPTIONS, enterprises: 30, riskPoints: 1_234, hazards: 321 }),
    ]
    expect(made).toHaveLength(30)
    expect(made.reduce((sum, { riskPoints }) => sum + riskPoints.length, 0)).toBe(1_234)
    expect(made.reduce((sum, each) => sum + each.hazards.length, 0)).toBe(321)
  })

  test('nothing at all can be asked for, half an enterprise cannot', () => {
    expect([...generateSample({ ...OPTIONS, enterprises: 0 })]).toEqual([])
    const bare = [...generateSample({ ...OPTIONS, enterprises: 2, riskPoints: 0, hazards: 0 })]
    expect(bare.every(({ riskPoints }) => riskPoints.length === 0)).toBe(true)
    expect(() => [...generateSample({ ...OPTIONS, enterprises: 1.5 })]).toThrow(RangeError)
  })

  test('rosters have 4 to 12 persons, plants 20 to 62 points', () => {
    for (const { persons, riskPoints } of all) {
      expect(persons.length).toBeGreaterThanOrEqual(4)
      expect(persons.length).toBeLessThanOrEqual(12)
      expect(new Set(persons.map(({ name }) => name)).size).toBe(persons.length)
      expect(riskPoints.length).toBeGreaterThanOrEqual(20)
      expect(riskPoints.length).toBeLessThanOrEqual(62)
    }
  })

  test('the catalogue holds at least 80 events with accident codes of the edition', () => {
    const events = [...RISK_SOURCES.values()].flatMap((source) => source.events)
    expect(new Set(events.map(({ event }) => event)).size).toBeGreaterThanOrEqual(80)
    const codes = new Set(accidentCategories().items.map(({ code }) => code))
    for (const { accident } of events) expect(codes).toContain(accident)
    for (const source of RISK_SOURCES.values()) expect(source.events.length).toBeGreaterThan(0)
  })
})

describe('grades', () => {
  test('levels look like a county: few red, more orange, then yellow and blue', () => {
    const by = Map.groupBy(points, ({ graded }) => graded.current)
    const percent = (level: 1 | 2 | 3 | 4 | null) =>
      share(by.get(level)?.length ?? 0, points.length)
    expect(percent(1)).toBeGreaterThan(0.3)
    expect(percent(1)).toBeLessThan(2)
    expect(percent(2)).toBeGreaterThan(3)
    expect(percent(2)).toBeLessThan(8)
    expect(percent(3)).toBeGreaterThan(35)
    expect(percent(3)).toBeLessThan(52)
    expect(percent(null)).toBeGreaterThan(0.5)
    expect(percent(null)).toBeLessThan(5)
  })

  test('a tenth of the enterprises is red, a third orange', () => {
    const worst = all.map(({ levels }) => levels.at(-1)?.level.current)
    const percent = (level: number) =>
      share(worst.filter((one) => one === level).length, worst.length)
    expect(percent(1)).toBeGreaterThan(4)
    expect(percent(1)).toBeLessThan(16)
    expect(percent(2)).toBeGreaterThan(22)
    expect(percent(2)).toBeLessThan(45)
  })

  test('the current level is never worse than the inherent one', () => {
    for (const { graded } of points)
      expect(currentNotWorse(graded.inherent, graded.current).ok).toBe(true)
    for (const { levels } of all)
      for (const { level } of levels)
        expect(currentNotWorse(level.inherent, level.current).ok).toBe(true)
  })

  test('every stored assessment is what the method gives for its inputs', () => {
    const methods = new Set<string>()
    for (const { assessments } of points)
      for (const { method, params, cutoffSet, value, level, why } of assessments) {
        methods.add(method)
        const again = assess({ method, params, ...(cutoffSet === null ? {} : { cutoffSet }) })
        expect(again).toMatchObject({ ok: true, value: { value, level, why } })
      }
    expect([...methods].toSorted()).toEqual(['DIRECT', 'LEC', 'LS', 'MES'])
  })

  test('zones and enterprises take the worst of what is inside', () => {
    for (const { zoneGrades, riskPoints, levels } of all) {
      for (const [zoneId, grade] of zoneGrades) {
        const inside = riskPoints.filter((made) => made.zoneId === zoneId)
        const worst = Math.min(...inside.map(({ graded }) => graded.current ?? 5))
        expect(grade.current ?? 5).toBe(inside.length === 0 ? 5 : worst)
      }
      const last = levels.at(-1)?.level.current ?? 5
      expect(last).toBe(Math.min(5, ...riskPoints.map(({ graded }) => graded.current ?? 5)))
    }
  })

  test('every point has measures of all five kinds and a person who answers for it', () => {
    for (const { persons, riskPoints } of all) {
      const roster = new Set(persons.map(({ id }) => id))
      for (const { point, measures } of riskPoints) {
        expect(new Set(measures.map(({ category }) => category)).size).toBe(5)
        expect(roster).toContain(point.personId)
      }
    }
  })
})

describe('places', () => {
  const county = readSampleCounty(OPTIONS.seed)

  test('every point lies in its own zone on the plan', () => {
    for (const { planInput, riskPoints } of all) {
      const zones = new Map(planInput.zones.map((zone) => [zone.id, zone.geometry]))
      for (const { point } of riskPoints) {
        const geometry = zones.get(point.zoneId ?? '')
        if (geometry?.type !== 'Polygon' || point.planPosition === null) throw new Error('no zone')
        expect(ringHolds(geometry.coordinates[0] ?? [], point.planPosition)).toBe(true)
      }
    }
  })

  test('every plant and point lies in the county and in its township', () => {
    for (const { enterprise, riskPoints } of all) {
      if (enterprise.position === null) throw new Error('no position')
      expect(county.townshipAt(county.plane.toMeters(enterprise.position))).toBe(
        enterprise.township,
      )
      expect(enterprise.village?.slice(0, 9)).toBe(enterprise.township)
      for (const { point } of riskPoints) {
        if (point.position === null) throw new Error('no position')
        expect(county.townshipAt(county.plane.toMeters(point.position))).toBe(enterprise.township)
        expect(distanceMeters(point.position, enterprise.position)).toBeLessThan(320)
      }
    }
  })

  test('no plant stands on another', () => {
    const plants = all.map(({ enterprise, planInput, plan }) => {
      if (enterprise.position === null) throw new Error('no position')
      const fence = planInput.structures.find(({ kind }) => kind === 'fence')?.geometry
      const ring = fence?.type === 'Polygon' ? (fence.coordinates[0] ?? []) : []
      const units = plan.frame.unit === 'pixel' ? 6 : 1
      const width = Math.max(...ring.map(([x = 0]) => x)) / units
      const depth = Math.max(...ring.map(([, y = 0]) => y)) / units
      return { at: enterprise.position, radius: Math.hypot(width, depth) / 2 }
    })
    for (const [index, one] of plants.entries())
      for (const other of plants.slice(index + 1))
        expect(distanceMeters(one.at, other.at)).toBeGreaterThan(one.radius + other.radius)
  })

  test('georeferences are as good as a survey, a few plans have none, two not even a scale', () => {
    const frames = all.map(({ plan }) => plan.frame)
    const loose = frames.filter(({ georeference }) => georeference === null)
    expect(share(loose.length, frames.length)).toBeGreaterThan(4)
    expect(share(loose.length, frames.length)).toBeLessThan(13)
    expect(
      frames.filter(({ unit, metersPerUnit }) => unit === 'pixel' && metersPerUnit === null),
    ).toHaveLength(2)
    for (const { georeference } of frames) {
      if (georeference === null) continue
      expect(georeference.kind).toBe('similarity')
      expect(georeference.controlPoints.length).toBeGreaterThanOrEqual(3)
      expect(georeference.rmsMeters).toBeGreaterThan(0.001)
      expect(georeference.rmsMeters).toBeLessThan(0.5)
    }
  })

  test('zones on the earth have the size they have on the plan', () => {
    for (const { planInput, zonesOnEarth, enterprise } of all.slice(0, 20)) {
      const plane = localPlane(enterprise.position ?? [0, 0])
      for (const zone of planInput.zones) {
        const onEarth = zonesOnEarth.get(zone.id)
        if (onEarth?.type !== 'Polygon' || zone.geometry.type !== 'Polygon') continue
        const [a, b] = (onEarth.coordinates[0] ?? []).map(([lng = 0, lat = 0]) =>
          plane.toMeters([lng, lat]),
        )
        const [c, d] = zone.geometry.coordinates[0] ?? []
        const ground = Math.hypot((a?.[0] ?? 0) - (b?.[0] ?? 0), (a?.[1] ?? 0) - (b?.[1] ?? 0))
        const drawn = Math.hypot((c?.[0] ?? 0) - (d?.[0] ?? 0), (c?.[1] ?? 0) - (d?.[1] ?? 0))
        expect(Math.abs(ground - drawn)).toBeLessThan(0.01 * drawn + 0.05)
      }
    }
  })
})

describe('hazards', () => {
  test('every history is legal, in order and over before the day of the sample', () => {
    const end = startOfShanghaiDay(OPTIONS.asOf)
    for (const { hazard, events, of } of hazards) {
      const [first, ...moves] = events
      expect(first).toMatchObject({ from: null, to: 'REPORTED', at: hazard.foundAt })
      let before = first
      for (const event of moves) {
        expect(event.from).toBe(before?.to)
        expect(event.at.getTime()).toBeGreaterThan(before?.at.getTime() ?? 0)
        const rule = HAZARD_MOVES.find(
          (move) =>
            move.from === event.from &&
            move.to === event.to &&
            move.hazardLevels.includes(hazard.hazardLevel) &&
            move.sizes.includes(of.enterprise.size) &&
            move.manageTypes.includes(hazard.manageType),
        )
        expect(rule).toBeDefined()
        expect(event.photos.length).toBeGreaterThanOrEqual(rule?.photos ?? 0)
        before = event
      }
      expect(before?.to).toBe(hazard.state)
      expect((before?.at ?? end).getTime()).toBeLessThan(end.getTime())
    }
  })

  test('who rectifies does not accept, and both are on the roster', () => {
    for (const { hazard, of } of hazards) {
      const roster = new Set(of.persons.map(({ id }) => id))
      if (hazard.rectifierId !== null) {
        expect(roster).toContain(hazard.rectifierId)
        expect(hazard.rectifierId).not.toBe(hazard.acceptorId)
      }
      if (hazard.acceptorId !== null) expect(roster).toContain(hazard.acceptorId)
    }
  })

  test('few are major and each names its rule; some are open, late, extended or rejected', () => {
    const major = hazards.filter(({ hazard }) => hazard.hazardLevel === 'major')
    expect(share(major.length, hazards.length)).toBeGreaterThan(1.5)
    expect(share(major.length, hazards.length)).toBeLessThan(5)
    for (const { hazard } of major) expect(hazard.ruleCode).not.toBeNull()
    const states = new Set(hazards.flatMap(({ events }) => events.map(({ to }) => to)))
    for (const state of [
      'REJECTED',
      'EXTENSION_PENDING',
      'ACCEPT_FAILED',
      'GOV_VERIFY',
      'PLAN_REVIEW',
    ] as const)
      expect(states).toContain(state)
    const open = hazards.filter(({ hazard }) => !['CLOSED', 'REJECTED'].includes(hazard.state))
    const late = open.filter(({ hazard }) => hazard.wasOverdue)
    expect(share(open.length, hazards.length)).toBeGreaterThan(2)
    expect(share(open.length, hazards.length)).toBeLessThan(15)
    expect(late.length).toBeGreaterThan(5)
    expect(late.length).toBeLessThan(open.length)
    expect(new Set(hazards.map(({ hazard }) => hazard.checkMode))).toEqual(
      new Set(['SELF', 'EXPERT', 'DEPT', 'GOV']),
    )
  })

  test('one township lags behind the rest', () => {
    const lateShare = (isLagging: boolean) => {
      const rows = hazards.filter(
        ({ of }) => (of.enterprise.township === '410622103') === isLagging,
      )
      return share(rows.filter(({ hazard }) => hazard.wasOverdue).length, rows.length)
    }
    expect(lateShare(true)).toBeGreaterThan(2 * lateShare(false))
  })

  test('one unit in ten is silent: no check of its own in 30 days', () => {
    const end = startOfShanghaiDay(OPTIONS.asOf).getTime()
    const silent = all.filter(({ checkRecords }) =>
      checkRecords.every(
        ({ checkMode, checkedAt }) =>
          checkMode !== 'SELF' || end - checkedAt.getTime() > 30 * 86_400_000,
      ),
    )
    expect(share(silent.length, all.length)).toBeGreaterThan(7)
    expect(share(silent.length, all.length)).toBeLessThan(13)
    const mean = (rows: typeof all) =>
      rows.reduce((sum, each) => sum + each.hazards.length, 0) / rows.length
    expect(mean(silent)).toBeLessThan(5)
    expect(mean(all)).toBeGreaterThan(8)
  })
})

describe('invented', () => {
  test('every row is marked as sample and every name says 示例', () => {
    expect(new Set(all.map(({ enterprise }) => enterprise.name)).size).toBe(all.length)
    for (const { enterprise, persons, plan } of all) {
      expect(enterprise.name).toContain('示例')
      expect(enterprise.address).toContain('示例')
      expect([enterprise.sample, plan.sample]).toEqual([true, true])
      for (const { name, phone, sample } of persons) {
        expect(name).toContain('示例')
        expect(phone).toBe('000-00000000')
        expect(sample).toBe(true)
      }
    }
    for (const { point, events, assessments, measures } of points)
      for (const row of [point, ...events, ...assessments, ...measures])
        expect(row.sample).toBe(true)
    for (const { hazard } of hazards) {
      expect(hazard.sample).toBe(true)
      expect(hazard.description).toContain('示例')
    }
  })

  test('every code is valid, its own, and of this county', () => {
    const codes = all.map(({ enterprise }) => enterprise.uscc ?? '')
    expect(new Set(codes).size).toBe(codes.length)
    for (const code of codes) {
      expect(checkUscc(code)).toEqual({ ok: true, value: code })
      expect(usccWarnings(code, '410622')).toEqual([])
    }
  })

  test('the demo plant is a red ammonia plant in 高村镇 with a georeferenced plan', () => {
    const [demo] = all
    expect(demo?.enterprise).toMatchObject({
      id: demoEnterpriseId(OPTIONS),
      township: '410622101',
      sector: 'GM',
    })
    expect(demo?.enterprise.flags).toContain('ammonia')
    expect(demo?.plan.frame.georeference).not.toBeNull()
    expect(demo?.levels.at(-1)?.level.current).toBe(1)
    const one = generateSample({ ...OPTIONS, enterprises: 1 }).next()
    expect(one.done === true ? null : one.value.enterprise.id).toBe(demoEnterpriseId(OPTIONS))
  })

  test('rows are older than the day of the sample', () => {
    for (const { enterprise } of all)
      expect(shanghaiDay(enterprise.createdAt) < OPTIONS.asOf).toBe(true)
  })
})
