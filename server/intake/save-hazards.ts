import { isDeepStrictEqual } from 'node:util'
import { defaultDeadline, isOverdue } from '#domain/hazard-deadline.ts'
import { NO_PARTICULARS } from '#domain/hazard.ts'
import type { Hazard, HazardEvent, HazardState } from '#domain/hazard.ts'
import type { Enterprise } from '#domain/enterprise.ts'
import type { RiskPoint } from '#domain/risk-point.ts'
import {
  findHazardsByNumber,
  insertHazards,
  saveHazard,
  type NewHazard,
} from '#server/store/hazard.ts'
import { newId } from '#server/store/identifier.ts'
import { listRiskPoints } from '#server/store/risk-point.ts'
import type { Tx } from '#server/store/transact.ts'
import type { HazardCandidate } from './hazards.ts'
import { importedNumber } from './imported-number.ts'
import type { ImportSession, ReadRow } from './import-session.ts'
import { resolveEnterprises, type EnterprisePermit } from './resolve-enterprises.ts'
import { rowIssue } from './row-issue.ts'
import { snapshotOf } from './snapshot.ts'

/**
 * Write the rows of a hazard ledger. A hazard is known by its number within its enterprise; without one, by
 * its description and day.
 * Shape: a known hazard keeps its state and history: a ledger does not move it through the loop
 */
export async function saveHazards(
  tx: Tx,
  rows: readonly ReadRow<HazardCandidate>[],
  permits: EnterprisePermit,
  session: ImportSession,
): Promise<void> {
  const resolved = await resolveEnterprises(tx, rows, permits, session)
  const created: NewHazard[] = []
  for (const [enterpriseId, group] of Map.groupBy(resolved, ({ enterprise }) => enterprise.id)) {
    const points = group.some(({ read }) => read.candidate.riskPoint !== null)
      ? await listRiskPoints(tx, { enterpriseId })
      : []
    const numbers = group.map(({ read }) => importedNumber(read.candidate))
    const known = new Map(
      (await findHazardsByNumber(tx, enterpriseId, numbers)).map((one) => [one.number, one]),
    )
    const seen = new Map<string, number>()
    for (const { read, enterprise } of group) {
      await session.rest()
      const { candidate, row } = read
      const number = importedNumber(candidate)
      const earlier = seen.get(number)
      const point = pointOf(candidate, points)
      if (earlier !== undefined) {
        session.refuse(
          read,
          rowIssue(
            'number',
            'duplicate',
            `与第 ${earlier} 行是同一条隐患`,
            '请删去其中一行, 或填不同的隐患编号',
          ),
        )
      } else if (candidate.riskPoint !== null && point === null) {
        session.refuse(
          read,
          rowIssue(
            'riskPoint',
            'unknown_risk_point',
            `${enterprise.name}没有风险点 "${candidate.riskPoint}"`,
            '请核对名称或编号, 先导入风险点, 或用 --map riskPoint= 略过该列',
          ),
        )
      } else {
        seen.set(number, row)
        const current = known.get(number)
        if (current === undefined) {
          const fresh = newHazard(candidate, {
            number,
            enterprise,
            point,
            at: tx.at,
            actor: session.actor,
          })
          created.push(fresh)
          session.take(row, 'created', touched(fresh.hazard.id, number, null, 1))
        } else await update(tx, read, current, point, session)
      }
    }
  }
  await insertHazards(tx, created)
}

function pointOf(candidate: HazardCandidate, points: readonly RiskPoint[]): RiskPoint | null {
  const wanted = candidate.riskPoint
  if (wanted === null) return null
  const byNumber = points.filter(({ number }) => number === wanted)
  const matches = byNumber.length > 0 ? byNumber : points.filter(({ name }) => name === wanted)
  return matches.length === 1 ? (matches[0] ?? null) : null
}

interface Surroundings {
  readonly number: string
  readonly enterprise: Enterprise
  readonly point: RiskPoint | null
  readonly at: Date
  readonly actor: string
}

function newHazard(candidate: HazardCandidate, around: Surroundings): NewHazard {
  const { enterprise, point, at } = around
  const state: HazardState =
    candidate.state ?? (candidate.closedAt === null ? 'REPORTED' : 'CLOSED')
  const manageType = candidate.manageType ?? 'deadline'
  const deadline =
    candidate.deadline ??
    (state === 'REPORTED' || state === 'CONFIRMED'
      ? null
      : defaultDeadline(candidate.hazardLevel, manageType, candidate.found.day))
  const closedAt = state === 'CLOSED' ? candidate.closedAt : null
  const id = newId()
  const ownPosition = candidate.position ?? point?.position ?? enterprise.position
  return {
    hazard: {
      id,
      enterpriseId: enterprise.id,
      riskPointId: point?.id ?? null,
      number: around.number,
      description: candidate.description,
      hazardLevel: candidate.hazardLevel,
      category: candidate.category ?? '8',
      source: candidate.source ?? '10',
      checkMode: candidate.checkMode,
      accident: candidate.accident,
      ruleCode: candidate.ruleCode,
      manageType,
      state,
      foundAt: candidate.found.at,
      foundBy: candidate.foundBy ?? '',
      deadline,
      extendedDeadline: null,
      supervised: false,
      rectifierId: null,
      acceptorId: null,
      closedAt,
      wasOverdue: wasOverdue(deadline, closedAt, state, at),
      position: ownPosition,
      approximate: candidate.position === null,
      measure: candidate.measure,
      ...NO_PARTICULARS,
      sample: false,
      createdAt: at,
    },
    events: historyOf(id, candidate, { state, deadline, closedAt }, around),
  }
}

/** Late while open, or closed after its last day. */
function wasOverdue(
  deadline: string | null,
  closedAt: Date | null,
  state: HazardState,
  at: Date,
): boolean {
  if (closedAt === null) return isOverdue(state, deadline, at)
  return isOverdue('RECTIFYING', deadline, closedAt)
}

/** What a ledger tells of a hazard's way: when it was found, and where it stands now. */
function historyOf(
  hazardId: string,
  candidate: HazardCandidate,
  now: {
    readonly state: HazardState
    readonly deadline: string | null
    readonly closedAt: Date | null
  },
  around: Surroundings,
): HazardEvent[] {
  const step = (
    from: HazardState | null,
    to: HazardState,
    at: Date,
    deadline: string | null,
  ): HazardEvent => ({
    id: newId(),
    hazardId,
    from,
    to,
    at,
    actor: around.actor,
    actorName: around.actor,
    actorRole: null,
    onBehalf: false,
    note: '导入台账',
    photos: [],
    deadline,
  })
  const found = candidate.found.at
  if (now.state === 'REPORTED') return [step(null, 'REPORTED', found, now.deadline)]
  // Only the closing has a moment in a ledger; any other state is known from the day it was found.
  const entered = now.closedAt ?? found
  return [step(null, 'REPORTED', found, now.deadline), step('REPORTED', now.state, entered, null)]
}

async function update(
  tx: Tx,
  read: ReadRow<HazardCandidate>,
  current: Hazard,
  point: RiskPoint | null,
  session: ImportSession,
): Promise<void> {
  const { candidate, row } = read
  const next: Hazard = {
    ...current,
    riskPointId: point?.id ?? current.riskPointId,
    description: candidate.description,
    category: candidate.category ?? current.category,
    source: candidate.source ?? current.source,
    accident: candidate.accident ?? current.accident,
    ruleCode: candidate.ruleCode ?? current.ruleCode,
    measure: candidate.measure ?? current.measure,
    position: candidate.position ?? current.position,
    approximate: candidate.position === null && current.approximate,
  }
  if (candidate.state !== null && candidate.state !== current.state) {
    session.warn(row, '该隐患已在系统中, 状态以系统为准; 请在隐患页办理流转')
  }
  if (isDeepStrictEqual(next, current)) {
    session.take(row, 'unchanged')
    return
  }
  const before = await snapshotOf(tx, 'hazard', current.id)
  const written = await saveHazard(tx, next, current.version, null)
  if (written?.ok !== true)
    throw new Error(`hazard ${current.id} changed within its own transaction`)
  session.take(row, 'updated', touched(current.id, current.number, before, written.value.version))
}

function touched(id: string, number: string, before: string | null, version: number) {
  return { kind: 'hazard' as const, id, naturalKey: number, before, version }
}
