import { expect, it } from 'vitest'
import type { Graded } from '#domain/grading.ts'
import { appendAssessments, listAssessments } from '#server/store/assessment.ts'
import { insertControlMeasures, listControlMeasures } from '#server/store/control-measure.ts'
import { insertEnterprises } from '#server/store/enterprise.ts'
import {
  archiveHazard,
  findHazard,
  insertHazards,
  listHazardEvents,
  saveHazard,
} from '#server/store/hazard.ts'
import { newId } from '#server/store/identifier.ts'
import { listLevels, writeLevel, writeZoneLevel } from '#server/store/level.ts'
import { archivePlan, findPlan, insertPlan, listPlans, putPlan } from '#server/store/plan.ts'
import {
  findPublishedByToken,
  insertPlanRevision,
  listPlanRevisions,
} from '#server/store/plan-revision.ts'
import { findRiskEvent, insertRiskEvents, listRiskEvents } from '#server/store/risk-event.ts'
import { findRiskPoint, insertRiskPoints, patchRiskPoint } from '#server/store/risk-point.ts'
import type { Store } from '#server/store/transact.ts'
import { listZonesOnEarth } from '#server/store/zone.ts'
import {
  anAssessment,
  anEnterprise,
  aHazard,
  aHazardEvent,
  aPlanInput,
  aRiskEvent,
  aRiskPoint,
  aZone,
  CREATED,
} from './ledger.ts'

const AUDIT = { actor: 'u1', action: 'test' }
const NOWHERE = { zones: new Map(), riskPoints: new Map() }

/** Risk points, their assessments and levels, plans, and hazards. */
export function riskContract(store: () => Store): void {
  it('gives a risk point back and changes it only from the version that was seen', async () => {
    const one = anEnterprise()
    const point = aRiskPoint(one.id)
    await store().transact({ ...AUDIT, at: CREATED }, async (tx) => {
      await insertEnterprises(tx, [one])
      await insertRiskPoints(tx, [point])
    })
    expect(await findRiskPoint(store(), point.id)).toEqual({
      ...point,
      level: { inherent: null, current: null },
      archived: false,
      version: 1,
      updatedAt: CREATED,
    })
    const patch = (version: number, name: string) =>
      store().transact(AUDIT, (tx) => patchRiskPoint(tx, point.id, version, { name }))
    expect(await patch(1, '甲')).toMatchObject({ ok: true, value: { version: 2 } })
    expect(await patch(1, '乙')).toMatchObject({ ok: false, current: { name: '甲' } })
    expect(await patch(9, '乙')).toMatchObject({ ok: false })
  })

  it('shows the latest assessment of each kind and keeps them all', async () => {
    const one = anEnterprise()
    const point = aRiskPoint(one.id)
    const event = aRiskEvent(point.id)
    const day = (text: string) => new Date(`${text}T00:00:00.000Z`)
    const newer = anAssessment(point, event.id, { level: 2, assessedAt: day('2026-05-01') })
    const older = anAssessment(point, event.id, { level: 1, assessedAt: day('2026-04-01') })
    const now = anAssessment(point, event.id, { kind: 'current', level: 3, value: null })
    await store().transact(AUDIT, async (tx) => {
      await insertEnterprises(tx, [one])
      await insertRiskPoints(tx, [point])
      await insertRiskEvents(tx, [event])
      await appendAssessments(tx, [newer])
      await appendAssessments(tx, [older, now])
    })
    expect(await findRiskEvent(store(), event.id)).toEqual({
      ...event,
      inherent: {
        assessmentId: newer.id,
        level: 2,
        value: 720,
        at: newer.assessedAt,
        why: newer.why,
      },
      current: { assessmentId: now.id, level: 3, value: null, at: now.assessedAt, why: now.why },
    })
    const all = await listAssessments(store(), { riskPointId: point.id })
    expect(all[0]).toEqual(newer)
    expect(new Set(all.map((each) => each.id))).toEqual(new Set([newer.id, older.id, now.id]))
  })

  it('writes events with assessments they already have, and measures beside them', async () => {
    const one = anEnterprise()
    const point = aRiskPoint(one.id)
    const event = aRiskEvent(point.id)
    const assessment = anAssessment(point, event.id, { level: 2 })
    const measure = {
      id: newId(),
      riskPointId: point.id,
      eventId: event.id,
      category: 'ENG' as const,
      text: '双人双锁',
      sample: false,
    }
    await store().transact(AUDIT, async (tx) => {
      await insertEnterprises(tx, [one])
      await insertRiskPoints(tx, [point])
      await insertRiskEvents(tx, [event], [assessment])
      await insertControlMeasures(tx, [measure])
    })
    const [shown] = await listRiskEvents(store(), [point.id])
    expect(shown?.inherent?.assessmentId).toBe(assessment.id)
    expect(shown?.current).toBeNull()
    expect(await listControlMeasures(store(), [point.id])).toEqual([measure])
  })

  it('remembers levels over time, and only when they change', async () => {
    const one = anEnterprise()
    await store().transact(AUDIT, (tx) => insertEnterprises(tx, [one]))
    const write = (at: string, inherent: 1 | 2 | null, current: 1 | 2 | null) =>
      store().transact({ ...AUDIT, at: new Date(at) }, (tx) =>
        writeLevel(tx, 'enterprise', one.id, { inherent, current }),
      )
    expect(await write('2026-04-01T00:00:00.000Z', 1, null)).toBe(true)
    expect(await write('2026-04-02T00:00:00.000Z', 1, null)).toBe(false)
    expect(await write('2026-04-03T00:00:00.000Z', 1, 2)).toBe(true)
    expect(await write('2026-04-03T00:00:00.000Z', 2, 2)).toBe(true)
    expect(await listLevels(store(), 'enterprise', one.id)).toEqual([
      { at: new Date('2026-04-01T00:00:00.000Z'), level: { inherent: 1, current: null } },
      { at: new Date('2026-04-03T00:00:00.000Z'), level: { inherent: 2, current: 2 } },
    ])
  })

  it('refuses to change or delete what is append-only', async () => {
    const one = anEnterprise()
    const point = aRiskPoint(one.id)
    const event = aRiskEvent(point.id)
    const hazard = aHazard(one.id)
    const assessment = anAssessment(point, event.id, { level: 2 })
    await store().transact(AUDIT, async (tx) => {
      await insertEnterprises(tx, [one])
      await insertRiskPoints(tx, [point])
      await insertRiskEvents(tx, [event], [assessment])
      await insertHazards(tx, [hazard])
    })
    const refused = { name: 'StoreConflict', code: 'append-only' }
    for (const table of ['assessment', 'hazard_event', 'audit'] as const)
      await expect(
        store().transact(AUDIT, (tx) => tx.db.deleteFrom(table).execute()),
      ).rejects.toMatchObject(refused)
    const edits = [
      store().transact(AUDIT, (tx) => tx.db.updateTable('assessment').set({ level: 4 }).execute()),
      store().transact(AUDIT, (tx) =>
        tx.db.updateTable('hazard_event').set({ note: 'x' }).execute(),
      ),
      store().transact(AUDIT, (tx) => tx.db.updateTable('audit').set({ actor: 'x' }).execute()),
    ]
    for (const edit of edits) await expect(edit).rejects.toMatchObject(refused)
    expect(await listAssessments(store(), { eventId: event.id })).toEqual([assessment])
  })

  it('puts a plan in place of the version that was seen; zones keep their levels', async () => {
    const one = anEnterprise()
    const [kept, dropped] = [aZone(newId()), aZone(newId(), '示例：装卸区')]
    const [inside, loose] = [aRiskPoint(one.id), aRiskPoint(one.id, { number: 'R-02' })]
    const planId = newId()
    await store().transact(AUDIT, async (tx) => {
      await insertEnterprises(tx, [one])
      await insertRiskPoints(tx, [inside, loose])
      const { frame, name } = aPlanInput()
      const plan = { id: planId, enterpriseId: one.id, name, frame }
      await insertPlan(tx, { ...plan, sample: false, createdAt: CREATED })
    })
    const input = aPlanInput({
      zones: [kept, dropped],
      riskPoints: [
        { id: inside.id, position: [5, 3], zoneId: kept.id },
        { id: loose.id, position: [50, 50], zoneId: null },
      ],
    })
    const first = await store().transact(AUDIT, (tx) => putPlan(tx, planId, 1, input, NOWHERE))
    expect(first).toMatchObject({ ok: true, value: { version: 2, zones: [kept, dropped] } })
    const why = { inherent: null, current: null }
    const graded: Graded = { inherent: 1, current: 2, why }
    await store().transact(AUDIT, (tx) => writeZoneLevel(tx, kept.id, graded))

    const onEarth = {
      zones: new Map([[kept.id, kept.geometry]]),
      riskPoints: new Map([[inside.id, [114.5, 35.5] as const]]),
    }
    const moved = aPlanInput({
      zones: [{ ...kept, name: '新名' }],
      riskPoints: [{ id: inside.id, position: [6, 4], zoneId: kept.id }],
    })
    const put = (version: number) =>
      store().transact(AUDIT, (tx) => putPlan(tx, planId, version, moved, onEarth))
    expect(await put(1)).toMatchObject({ ok: false, current: { version: 2 } })
    expect(await put(2)).toMatchObject({ ok: true, value: { version: 3 } })
    expect(await findPlan(store(), planId)).toEqual({
      ...moved,
      id: planId,
      enterpriseId: one.id,
      version: 3,
      zones: [{ ...kept, name: '新名', level: { inherent: 1, current: 2 }, why }],
      riskPoints: [
        {
          id: inside.id,
          number: inside.number,
          name: inside.name,
          zoneId: kept.id,
          position: [6, 4],
          level: { inherent: null, current: null },
        },
      ],
    })
    expect(await findRiskPoint(store(), inside.id)).toMatchObject({
      position: [114.5, 35.5],
      approximate: false,
    })
    expect(await findRiskPoint(store(), loose.id)).toMatchObject({
      planId: null,
      planPosition: null,
      position: one.position,
      approximate: true,
    })
    expect(await listZonesOnEarth(store(), [one.id])).toMatchObject([
      { id: kept.id, planId, level: { inherent: 1, current: 2 }, geometry: kept.geometry },
    ])
    const archived = await store().transact(AUDIT, (tx) => archivePlan(tx, planId, 3))
    expect(archived?.ok).toBe(true)
    expect(await listPlans(store(), one.id)).toEqual([])
    expect(await listZonesOnEarth(store(), [one.id])).toEqual([])
  })

  it("refuses another enterprise's risk point on a plan, and keeps the plan as it was", async () => {
    const [mine, theirs] = [anEnterprise(), anEnterprise()]
    const foreign = aRiskPoint(theirs.id)
    const planId = newId()
    await store().transact(AUDIT, async (tx) => {
      await insertEnterprises(tx, [mine, theirs])
      await insertRiskPoints(tx, [foreign])
      const { frame, name } = aPlanInput()
      const plan = { id: planId, enterpriseId: mine.id, name, frame }
      await insertPlan(tx, { ...plan, sample: false, createdAt: CREATED })
    })
    const input = aPlanInput({
      zones: [aZone(newId())],
      riskPoints: [{ id: foreign.id, position: [1, 1], zoneId: null }],
    })
    const put = store().transact(AUDIT, (tx) => putPlan(tx, planId, 1, input, NOWHERE))
    await expect(put).rejects.toMatchObject({ code: 'reference' })
    expect(await findPlan(store(), planId)).toMatchObject({ version: 1, zones: [] })
    expect(await findRiskPoint(store(), foreign.id)).toMatchObject({ planId: null })
  })

  it('publishes documents that stay, and opens the newest with any printed code', async () => {
    const one = anEnterprise()
    const planId = newId()
    const { frame, name } = aPlanInput()
    const plan = { id: planId, enterpriseId: one.id, name, frame }
    const revision = (text: string) => ({
      id: newId(),
      planId,
      enterpriseId: one.id,
      token: newId(),
      publishedBy: 'u1',
      document: { text },
    })
    const [first, second] = [revision('一'), revision('二')]
    await store().transact(AUDIT, async (tx) => {
      await insertEnterprises(tx, [one])
      await insertPlan(tx, { ...plan, sample: false, createdAt: CREATED })
      await insertPlanRevision(tx, first)
      await insertPlanRevision(tx, second)
    })
    expect(await findPublishedByToken(store(), first.token)).toMatchObject({
      number: 2,
      document: { text: '二' },
    })
    expect(await findPublishedByToken(store(), 'unknown')).toBeNull()
    const numbers = (await listPlanRevisions(store(), planId)).map((each) => each.number)
    expect(numbers).toEqual([2, 1])
  })

  it('moves a hazard together with the event that says so', async () => {
    const one = anEnterprise()
    const written = aHazard(one.id)
    const { id } = written.hazard
    await store().transact({ ...AUDIT, at: CREATED }, async (tx) => {
      await insertEnterprises(tx, [one])
      await insertHazards(tx, [written])
    })
    const seen = await findHazard(store(), id)
    expect(seen).toEqual({ ...written.hazard, version: 1, updatedAt: CREATED })
    if (seen === null) throw new Error('not written')
    const event = aHazardEvent(id, 'REPORTED', 'CONFIRMED', new Date('2026-05-02T00:00:00.000Z'))
    const move = () =>
      store().transact(AUDIT, (tx) => saveHazard(tx, { ...seen, state: 'CONFIRMED' }, 1, event))
    expect(await move()).toMatchObject({ ok: true, value: { state: 'CONFIRMED', version: 2 } })
    expect(await move()).toMatchObject({ ok: false, current: { state: 'CONFIRMED', version: 2 } })
    expect(await listHazardEvents(store(), id)).toEqual([...written.events, event])
    const archived = await store().transact(AUDIT, (tx) => archiveHazard(tx, id, 2))
    expect(archived).toMatchObject({ ok: true, value: { version: 3 } })
    expect(await findHazard(store(), id)).toBeNull()
    expect(await listHazardEvents(store(), id)).toHaveLength(2)
  })
}
