import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import type { EnterpriseRecord, HazardRecord, RiskPointRecord } from '#domain/facts.ts'
import { appendAssessments } from '#server/store/assessment.ts'
import { verifyAuditChain } from '#server/store/audit.ts'
import { insertCheckRecords } from '#server/store/check-record.ts'
import { findEnterprise, insertEnterprises, patchEnterprise } from '#server/store/enterprise.ts'
import { insertHazards, saveHazard, findHazard } from '#server/store/hazard.ts'
import { newId } from '#server/store/identifier.ts'
import {
  findImportRun,
  insertImportRows,
  putImportRun,
  snapshotBefore,
} from '#server/store/import-run.ts'
import type { ImportRun, ImportSubject } from '#server/store/import-run.ts'
import { undoImportRun } from '#server/store/import-undo.ts'
import { writeLevel } from '#server/store/level.ts'
import { migrateToLatest } from '#server/store/migrate.ts'
import { purgeSample } from '#server/store/purge.ts'
import { enterpriseRecords, hazardRecords, riskPointRecords } from '#server/store/record.ts'
import { findRiskEvent, insertRiskEvents } from '#server/store/risk-event.ts'
import { findRiskPoint, insertRiskPoints } from '#server/store/risk-point.ts'
import type { Tables } from '#server/store/tables.ts'
import type { Store } from '#server/store/transact.ts'
import { findUser, insertUser } from '#server/store/user.ts'
import { verifyStore } from '#server/store/verify.ts'
import type { EngineUnderTest } from './engines.ts'
import {
  anAssessment,
  anEnterprise,
  aHazard,
  aHazardEvent,
  aRiskEvent,
  aRiskPoint,
  aUser,
  CREATED,
} from './ledger.ts'

const AUDIT = { actor: 'u1', action: 'test' }

async function gather<T>(parts: AsyncIterable<readonly T[]>): Promise<T[]> {
  const all: T[] = []
  for await (const part of parts) all.push(...part)
  return all
}

/** What concerns many rows at once: records, undo, sample, verification. */
export function wholeContract(store: () => Store, engine: () => EngineUnderTest): void {
  it('streams records equal to what was written, all of them or some', async () => {
    const at = (day: string) => new Date(`2026-${day}T00:00:00.000Z`)
    const levels = [
      { at: at('04-01'), level: { inherent: 1, current: null } },
      { at: at('05-01'), level: { inherent: 1, current: 3 } },
    ] as const
    const one = anEnterprise({ levels })
    const points = Array.from({ length: 2_300 }, (_, index) =>
      aRiskPoint(one.id, { number: `S-${index}`, levels: levels.slice(0, index % 3) }),
    )
    const [first] = points
    if (first === undefined) throw new Error('no point')
    const written = aHazard(one.id, { riskPointId: first.id })
    const { id: hazardId } = written.hazard
    const deadline = aHazardEvent(hazardId, 'REPORTED', 'CONFIRMED', at('05-02'), '2026-05-09')
    const check = { enterpriseId: one.id, checkedBy: 'x', hazardsFound: 0, note: '', sample: false }
    await store().transact(AUDIT, async (tx) => {
      await insertEnterprises(tx, [one])
      await insertRiskPoints(tx, points)
      await insertRiskEvents(tx, [aRiskEvent(first.id), aRiskEvent(first.id, { accident: 'A09' })])
      await insertHazards(tx, [written])
      const seen = await findHazard(tx, hazardId)
      if (seen === null) throw new Error('not written')
      await saveHazard(tx, { ...seen, state: 'CONFIRMED', deadline: '2026-05-09' }, 1, deadline)
      await insertCheckRecords(tx, [
        { id: newId(), checkMode: 'SELF', checkedAt: at('05-03'), ...check },
        { id: newId(), checkMode: 'SELF', checkedAt: at('05-01'), ...check },
        { id: newId(), checkMode: 'GOV', checkedAt: at('06-01'), ...check },
      ])
    })
    const expectedEnterprise: EnterpriseRecord = {
      id: one.id,
      name: one.name,
      uscc: null,
      county: one.county,
      township: one.township,
      village: null,
      sector: one.sector,
      industry: one.industry,
      size: one.size,
      flags: one.flags,
      position: one.position,
      levels,
      lastSelfCheckAt: at('05-03'),
      createdAt: CREATED,
      archivedAt: null,
    }
    const byId = { ids: [one.id] }
    const ofOne = { enterpriseIds: [one.id] }
    expect(await gather(enterpriseRecords(store(), byId))).toEqual([expectedEnterprise])
    const all = await gather(enterpriseRecords(store(), 'all'))
    expect(all.find((record) => record.id === one.id)).toEqual(expectedEnterprise)

    const expectedPoints = points.map((point): RiskPointRecord => {
      const { id, name, position, levels: had = [] } = point
      const accidents = point === first ? ['A09', 'A26'] : []
      const place = { position, approximate: true }
      const times = { createdAt: CREATED, archivedAt: null }
      return { id, enterpriseId: one.id, name, ...place, accidents, levels: had, ...times }
    })
    // Those of listed enterprises come in no order.
    const ofEnterprise = await gather(riskPointRecords(store(), ofOne))
    expect(ofEnterprise.sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(expectedPoints)
    const everywhere = await gather(riskPointRecords(store(), 'all'))
    expect(everywhere.filter((record) => record.enterpriseId === one.id)).toEqual(expectedPoints)
    expect(new Set(everywhere.map((record) => record.id)).size).toBe(everywhere.length)

    const expectedHazard: HazardRecord = {
      id: hazardId,
      enterpriseId: one.id,
      riskPointId: first.id,
      description: written.hazard.description,
      hazardLevel: 'general',
      checkMode: 'SELF',
      accident: 'A26',
      responsibleDepartment: null,
      position: written.hazard.position,
      foundAt: written.hazard.foundAt,
      states: [
        { at: written.hazard.foundAt, state: 'REPORTED' },
        { at: at('05-02'), state: 'CONFIRMED' },
      ],
      deadlines: [{ at: at('05-02'), day: '2026-05-09' }],
      archivedAt: null,
    }
    expect(await gather(hazardRecords(store(), ofOne))).toEqual([expectedHazard])
  })

  it('takes an import back: what it made goes, what it changed is as it was', async () => {
    const [old, made] = [anEnterprise({ name: '原名' }), anEnterprise()]
    const [standing, fresh] = [aRiskPoint(old.id), aRiskPoint(made.id)]
    const [event, freshEvent] = [aRiskEvent(standing.id), aRiskEvent(fresh.id)]
    const before = anAssessment(standing, event.id, { level: 3 })
    const imported = anAssessment(standing, event.id, {
      level: 1,
      assessedAt: new Date('2026-06-01T00:00:00.000Z'),
    })
    const hazard = aHazard(made.id)
    await store().transact(AUDIT, async (tx) => {
      await insertEnterprises(tx, [old])
      await insertRiskPoints(tx, [standing])
      await insertRiskEvents(tx, [event], [before])
    })
    const run = anImportRun()
    await store().transact(AUDIT, async (tx) => {
      const snapshots = await snapshotBefore(tx, 'enterprise', [old.id])
      await patchEnterprise(tx, old.id, 1, { name: '导入名' })
      await insertEnterprises(tx, [made])
      await insertRiskPoints(tx, [fresh])
      await insertRiskEvents(tx, [freshEvent])
      await insertHazards(tx, [hazard])
      await appendAssessments(tx, [imported])
      await putImportRun(tx, { ...run, finishedAt: tx.at })
      const row = (subjectKind: ImportSubject, subjectId: string, version: number) => ({
        rowNumber: 2,
        subjectKind,
        subjectId,
        naturalKey: subjectId,
        before: snapshots.get(subjectId) ?? null,
        version,
      })
      await insertImportRows(tx, run.id, [
        row('enterprise', old.id, 2),
        row('enterprise', made.id, 1),
        row('risk-point', fresh.id, 1),
        row('hazard', hazard.hazard.id, 1),
        row('assessment', imported.id, 1),
      ])
    })
    const undo = () => store().transact(AUDIT, (tx) => undoImportRun(tx, run.id))
    expect(await undo()).toEqual({ ok: true, removed: 4, restored: 1, enterpriseIds: [old.id] })
    expect(await findEnterprise(store(), old.id)).toMatchObject({ name: '原名', version: 3 })
    expect(await findEnterprise(store(), made.id)).toBeNull()
    expect(await findRiskPoint(store(), fresh.id)).toBeNull()
    const shown = await findRiskEvent(store(), event.id)
    expect(shown?.inherent?.assessmentId).toBe(before.id)
    expect(await findImportRun(store(), run.id)).toMatchObject({ status: 'undone' })
    expect(await undo()).toBeNull()
  })

  it('leaves an import alone when a row was edited or is stood on since', async () => {
    const [edited, used] = [anEnterprise(), anEnterprise()]
    const run = anImportRun()
    await store().transact(AUDIT, async (tx) => {
      await insertEnterprises(tx, [edited, used])
      await putImportRun(tx, { ...run, finishedAt: tx.at })
      const rows = [edited, used].map(({ id }, index) => ({
        rowNumber: index + 2,
        subjectKind: 'enterprise' as const,
        subjectId: id,
        naturalKey: id,
        before: null,
        version: 1,
      }))
      await insertImportRows(tx, run.id, rows)
    })
    await store().transact(AUDIT, async (tx) => {
      await patchEnterprise(tx, edited.id, 1, { name: '改过' })
      await insertRiskPoints(tx, [aRiskPoint(used.id)])
    })
    const undone = await store().transact(AUDIT, (tx) => undoImportRun(tx, run.id))
    if (undone?.ok !== false) throw new Error('was taken back')
    const reasons = undone.obstacles.map(({ row, reason }) => [row.subjectId, reason])
    expect(new Map(reasons as [string, string][])).toEqual(
      new Map([
        [edited.id, 'changed'],
        [used.id, 'in-use'],
      ]),
    )
    expect(await findEnterprise(store(), used.id)).not.toBeNull()
    expect(await findImportRun(store(), run.id)).toMatchObject({ status: 'done' })
  })

  it('finds nothing wrong with what it wrote itself', async () => {
    const one = anEnterprise()
    const point = aRiskPoint(one.id)
    const event = aRiskEvent(point.id)
    await store().transact(AUDIT, async (tx) => {
      await insertEnterprises(tx, [one])
      await insertRiskPoints(tx, [point])
      await insertRiskEvents(tx, [event], [anAssessment(point, event.id, { level: 2 })])
      await writeLevel(tx, 'risk-point', point.id, { inherent: 2, current: 2 })
    })
    expect(await verifyStore(store())).toMatchObject({ issues: [] })
  })

  it('removes every sample row and leaves the others', async () => {
    const [sample, real] = [anEnterprise({ sample: true }), anEnterprise()]
    const sampleUser = aUser({ demo: true })
    const realUser = aUser()
    const point = aRiskPoint(sample.id, { sample: true })
    const event = aRiskEvent(point.id, { sample: true })
    const ownPoint = aRiskPoint(real.id)
    await store().transact(AUDIT, async (tx) => {
      await insertEnterprises(tx, [sample, real])
      await insertRiskPoints(tx, [point, ownPoint])
      await insertRiskEvents(tx, [event], [anAssessment(point, event.id, { level: 1 })])
      await insertHazards(tx, [aHazard(sample.id, { sample: true }), aHazard(sample.id)])
      await insertHazards(tx, [aHazard(real.id, { sample: true, riskPointId: ownPoint.id })])
      await writeLevel(tx, 'enterprise', sample.id, { inherent: 1, current: 1 })
      await insertUser(tx, sampleUser)
      await insertUser(tx, realUser)
    })
    await store().transact({ actor: 'u1', action: 'sample.remove' }, purgeSample)
    for (const table of ['region', 'enterprise', 'person', 'plan', 'risk_point'] as const)
      expect(await countWhere(table, 'sample')).toBe(0)
    for (const table of ['risk_event', 'assessment', 'hazard', 'check_record'] as const)
      expect(await countWhere(table, 'sample')).toBe(0)
    expect(await countWhere('user_account', 'demo')).toBe(0)
    expect(await findEnterprise(store(), sample.id)).toBeNull()
    expect(await findRiskPoint(store(), ownPoint.id)).not.toBeNull()
    expect(await findUser(store(), realUser.id)).not.toBeNull()
    const left = await store()
      .db.selectFrom('level_history')
      .select('subject_id')
      .where('enterprise_id', '=', sample.id)
      .execute()
    expect(left).toEqual([])
    expect(await verifyStore(store())).toMatchObject({ issues: [] })
  })

  it('refuses a database that a later release wrote', async () => {
    const later = `insert into kysely_migration (name, timestamp) values ('9999-later', 'x')`
    await engine().tamper([later])
    await expect(migrateToLatest(store())).rejects.toMatchObject({ code: 'newer' })
    await expect(migrateToLatest(store())).rejects.toThrow(/9999-later.*00\d\d-/)
    await engine().tamper([`delete from kysely_migration where name = '9999-later'`])
    expect(await migrateToLatest(store())).toEqual([])
  })

  it('notices when audit lines were changed, taken out or cut off', async () => {
    const chain = await verifyAuditChain(store())
    if (!chain.ok || chain.lines < 10) throw new Error('no chain to tamper with')
    const { tamper, unguard } = engine()
    const [last, middle] = [chain.lines, Math.floor(chain.lines / 2)]
    await tamper(unguard('audit'))
    await tamper([`create table audit_kept as select * from audit`])
    const restore = [`delete from audit`, `insert into audit select * from audit_kept`]
    const tamperings: [string, number][] = [
      [`update audit set actor = 'nobody' where sequence = ${middle}`, middle],
      [`update audit set detail = '{}', at = 'x' where sequence = 1`, 1],
      [`delete from audit where sequence = ${middle}`, middle],
      [`delete from audit where sequence = ${last}`, last],
      [`delete from audit`, 1],
    ]
    for (const [statement, sequence] of tamperings) {
      await tamper([statement])
      expect(await verifyAuditChain(store())).toEqual({ ok: false, sequence })
      await tamper(restore)
    }
    for (const forged of [middle, last]) {
      await tamper([await forgery(forged)])
      expect(await verifyAuditChain(store())).toEqual({ ok: false, sequence: forged + 1 })
      await tamper(restore)
    }
    expect(await verifyAuditChain(store())).toEqual(chain)
  })

  /** Another actor with a hash that fits the line itself: only the lines around it give it away. */
  async function forgery(sequence: number): Promise<string> {
    const row = await store()
      .db.selectFrom('audit')
      .selectAll()
      .where('sequence', '=', sequence)
      .executeTakeFirstOrThrow()
    const { at, action, subject_kind, subject_id, detail, ip, prev_hash } = row
    const fields = [sequence, at, 'forger', action, subject_kind, subject_id, detail, ip, prev_hash]
    const hash = createHash('sha256').update(JSON.stringify(fields)).digest('hex')
    return `update audit set actor = 'forger', hash = '${hash}' where sequence = ${sequence}`
  }

  async function countWhere(table: keyof Tables, column: 'sample' | 'demo'): Promise<number> {
    const row = await store()
      .db.selectFrom(table)
      .select((eb) => eb.fn.countAll().as('rows'))
      .where(column as never, '=', 1 as never)
      .executeTakeFirstOrThrow()
    return Number(row.rows)
  }
}

function anImportRun(): ImportRun {
  return {
    id: newId(),
    kind: 'enterprises',
    fileName: '企业.csv',
    fileHash: 'x',
    actor: 'u1',
    status: 'done',
    rowsTotal: 2,
    rowsTaken: 2,
    rowsRefused: 0,
    report: null,
    startedAt: CREATED,
    finishedAt: null,
    undoneAt: null,
    userId: null,
    dryRun: false,
  }
}
