import { isDeepStrictEqual } from 'node:util'
import type { Enterprise } from '#domain/enterprise.ts'
import type { Assessment, ControlMeasure, RiskEvent, RiskPoint } from '#domain/risk-point.ts'
import { appendAssessments } from '#server/store/assessment.ts'
import { insertControlMeasures, listControlMeasures } from '#server/store/control-measure.ts'
import { newId } from '#server/store/identifier.ts'
import { insertRiskEvents, listRiskEvents, type NewRiskEvent } from '#server/store/risk-event.ts'
import {
  insertRiskPoints,
  listRiskPoints,
  patchRiskPoint,
  type NewRiskPoint,
  type RiskPointPatch,
} from '#server/store/risk-point.ts'
import type { Tx } from '#server/store/transact.ts'
import type { ImportSession, ReadRow, TouchedSubject } from './import-session.ts'
import { regradeEnterprise } from '#server/services/regrade.ts'
import { resolveEnterprises, type EnterprisePermit } from './resolve-enterprises.ts'
import type { EventCandidate, RiskPointCandidate } from './risk-points.ts'
import { rowIssue } from './row-issue.ts'
import { snapshotOf } from './snapshot.ts'

/**
 * Write the rows of a risk list. A risk point is known by its number within its enterprise, without one by its
 * name; several rows of one point each bring an event.
 * Shape: on a known point events and measures are added, and an assessment where it differs from the latest
 */
export async function saveRiskPoints(
  tx: Tx,
  rows: readonly ReadRow<RiskPointCandidate>[],
  permits: EnterprisePermit,
  session: ImportSession,
): Promise<void> {
  const resolved = await resolveEnterprises(tx, rows, permits, session)
  for (const group of Map.groupBy(resolved, ({ enterprise }) => enterprise.id).values()) {
    const [first] = group
    if (first === undefined) continue
    const plant = new PlantRows(tx, first.enterprise, session)
    await plant.load()
    for (const { read } of group) {
      await session.rest()
      await plant.take(read)
    }
    await plant.write()
  }
}

interface PointState {
  readonly id: string
  readonly number: string
  readonly name: string
  readonly events: NewRiskEvent[]
  readonly shown: Map<string, RiskEvent>
  readonly measures: Set<string>
}

/** The rows of one enterprise, held against the points it has. */
class PlantRows {
  readonly #tx: Tx
  readonly #enterprise: Enterprise
  readonly #session: ImportSession
  readonly #points: PointState[] = []
  readonly #known = new Map<string, RiskPoint>()
  readonly #seenEvents = new Map<string, number>()
  readonly #newPoints: NewRiskPoint[] = []
  readonly #newEvents: NewRiskEvent[] = []
  readonly #newMeasures: ControlMeasure[] = []
  readonly #newAssessments: Assessment[] = []

  constructor(tx: Tx, enterprise: Enterprise, session: ImportSession) {
    this.#tx = tx
    this.#enterprise = enterprise
    this.#session = session
  }

  async load(): Promise<void> {
    const points = await listRiskPoints(this.#tx, { enterpriseId: this.#enterprise.id })
    const ids = points.map(({ id }) => id)
    const events = Map.groupBy(
      await listRiskEvents(this.#tx, ids),
      ({ riskPointId }) => riskPointId,
    )
    const measures = Map.groupBy(
      await listControlMeasures(this.#tx, ids),
      ({ riskPointId }) => riskPointId,
    )
    for (const point of points) {
      const own = events.get(point.id) ?? []
      this.#known.set(point.id, point)
      this.#points.push({
        id: point.id,
        number: point.number,
        name: point.name,
        events: own,
        shown: new Map(own.map((event) => [event.id, event])),
        measures: new Set((measures.get(point.id) ?? []).map(measureKey)),
      })
    }
  }

  async take(read: ReadRow<RiskPointCandidate>): Promise<void> {
    const { candidate, row } = read
    const existing = this.#find(candidate)
    const clash = this.#clash(candidate, existing)
    if (clash !== null) {
      this.#session.refuse(
        read,
        rowIssue(
          'name',
          'duplicate',
          `与第 ${clash} 行是同一风险点的同一事件`,
          '请删去其中一行, 或写明不同的风险事件',
        ),
      )
      return
    }
    for (const warning of candidate.warnings) this.#session.warn(row, warning)
    const state = existing ?? this.#create(candidate)
    this.#remember(candidate, state, row)
    const known = this.#known.get(state.id)
    const before = known === undefined ? null : await snapshotOf(this.#tx, 'risk-point', known.id)
    const patched = known !== undefined && (await this.#patch(known, candidate))
    const added = [...this.#addEvents(candidate, state), ...this.#addMeasures(candidate, state)]
    const point: TouchedSubject = {
      kind: 'risk-point',
      id: state.id,
      naturalKey: `${this.#enterprise.id} ${state.number}`,
      before,
      version: this.#known.get(state.id)?.version ?? 1,
    }
    if (known === undefined) this.#session.take(row, 'created', point)
    else if (!patched && added.length === 0) this.#session.take(row, 'unchanged')
    else {
      const subjects = added.flatMap((subject) => subject ?? [])
      this.#session.take(row, 'updated', ...(patched ? [point] : []), ...subjects)
    }
  }

  async write(): Promise<void> {
    await insertRiskPoints(this.#tx, this.#newPoints)
    await insertRiskEvents(this.#tx, this.#newEvents)
    await insertControlMeasures(this.#tx, this.#newMeasures)
    await appendAssessments(this.#tx, this.#newAssessments)
    if (this.#newAssessments.length > 0) await regradeEnterprise(this.#tx, this.#enterprise.id)
  }

  #find({ number, name }: RiskPointCandidate): PointState | null {
    return (
      this.#points.find((point) =>
        number === null ? point.name === name : point.number === number,
      ) ?? null
    )
  }

  /** The earlier row of this file that says the same of the same point. */
  #clash(candidate: RiskPointCandidate, existing: PointState | null): number | null {
    if (existing === null) return null
    for (const key of eventKeys(candidate)) {
      const row = this.#seenEvents.get(`${existing.id} ${key}`)
      if (row !== undefined) return row
    }
    return null
  }

  #remember(candidate: RiskPointCandidate, state: PointState, row: number): void {
    for (const key of eventKeys(candidate)) this.#seenEvents.set(`${state.id} ${key}`, row)
  }

  #create(candidate: RiskPointCandidate): PointState {
    const { id: enterpriseId, position } = this.#enterprise
    const id = newId()
    const number = candidate.number ?? this.#freeNumber()
    this.#newPoints.push({
      id,
      enterpriseId,
      planId: null,
      zoneId: null,
      number,
      name: candidate.name,
      kind: candidate.kind ?? 'area',
      department: candidate.department,
      personId: null,
      planPosition: null,
      position: candidate.position ?? position,
      approximate: candidate.position === null,
      sample: false,
      createdAt: this.#tx.at,
    })
    const state = {
      id,
      number,
      name: candidate.name,
      events: [],
      shown: new Map(),
      measures: new Set<string>(),
    }
    this.#points.push(state)
    return state
  }

  #freeNumber(): string {
    const taken = new Set(this.#points.map(({ number }) => number))
    let next = this.#points.length + 1
    while (taken.has(String(next).padStart(3, '0'))) next += 1
    return String(next).padStart(3, '0')
  }

  async #patch(known: RiskPoint, candidate: RiskPointCandidate): Promise<boolean> {
    const said: RiskPointPatch = {
      name: candidate.name,
      ...(candidate.kind === null ? {} : { kind: candidate.kind }),
      ...(candidate.department === null ? {} : { department: candidate.department }),
      ...(candidate.position === null ? {} : { position: candidate.position, approximate: false }),
    }
    const patch = Object.fromEntries(
      Object.entries(said).filter(
        ([field, value]) => !isDeepStrictEqual(known[field as keyof RiskPointPatch], value),
      ),
    ) as RiskPointPatch
    if (Object.keys(patch).length === 0) return false
    const written = await patchRiskPoint(this.#tx, known.id, known.version, patch)
    if (written?.ok !== true) {
      throw new Error(`risk point ${known.id} changed within its own transaction`)
    }
    this.#known.set(known.id, written.value)
    return true
  }

  /** Add what a row says of events; what goes onto a known point is told, since an undo takes it off again. */
  #addEvents(candidate: RiskPointCandidate, state: PointState): TouchedSubject[] {
    const added: TouchedSubject[] = []
    for (const wanted of candidate.events) {
      let event = state.events.find((one) => eventKey(one) === eventKey(wanted))
      if (event === undefined) {
        event = { ...wanted, id: newId(), riskPointId: state.id, sample: false }
        state.events.push(event)
        this.#newEvents.push(event)
        added.push(madeSubject('risk-event', event.id))
      }
      const assessment = this.#assess(candidate, state, event.id)
      if (assessment !== null) added.push(madeSubject('assessment', assessment))
    }
    return added
  }

  /** The id of a new assessment; null where the row has none, or the one that already counts. */
  #assess(candidate: RiskPointCandidate, state: PointState, eventId: string): string | null {
    const { grading } = candidate
    if (grading === null) return null
    const { assessed } = grading
    const latest = state.shown.get(eventId)?.inherent ?? null
    if (latest !== null && isDeepStrictEqual(latest.why, assessed.why)) return null
    const id = newId()
    this.#newAssessments.push({
      id,
      eventId,
      riskPointId: state.id,
      enterpriseId: this.#enterprise.id,
      kind: 'inherent',
      method: assessed.method,
      params: grading.params,
      cutoffSet: assessed.why.cutoffSet,
      value: assessed.value,
      level: assessed.level,
      why: assessed.why,
      assessedAt: grading.assessedAt ?? this.#tx.at,
      assessedBy: this.#session.actor,
      sample: false,
    })
    return id
  }

  /** Add measures that are not there yet; they are no subjects of an undo, so each counts as null. */
  #addMeasures(candidate: RiskPointCandidate, state: PointState): null[] {
    const fresh = candidate.measures.filter((measure) => !state.measures.has(measureKey(measure)))
    for (const measure of fresh) {
      state.measures.add(measureKey(measure))
      this.#newMeasures.push({
        ...measure,
        id: newId(),
        riskPointId: state.id,
        eventId: null,
        sample: false,
      })
    }
    return fresh.map(() => null)
  }
}

function madeSubject(kind: 'risk-event' | 'assessment', id: string): TouchedSubject {
  return { kind, id, naturalKey: '', before: null, version: 1 }
}

function eventKeys(candidate: RiskPointCandidate): string[] {
  return candidate.events.length === 0 ? [''] : candidate.events.map(eventKey)
}

function eventKey(event: Pick<EventCandidate, 'unit' | 'name' | 'accident'>): string {
  return JSON.stringify([event.unit, event.name, event.accident])
}

function measureKey(measure: { readonly category: string; readonly text: string }): string {
  return `${measure.category} ${measure.text}`
}
