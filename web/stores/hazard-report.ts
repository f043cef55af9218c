import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { PlanDocument } from '#domain/plan.ts'
import { createPerson, reportHazard, type HazardReportInput } from '#web/api/hazards.ts'
import {
  listLedgerPoints,
  listPersons,
  listPlans,
  planImageUrl,
  readPlan,
  type LedgerPoint,
  type PlanSummary,
  type RosterPerson,
} from '#web/api/plans.ts'
import { refusalOf, type Refusal } from '#web/api/refusal.ts'

export type { HazardReportInput } from '#web/api/hazards.ts'

/** What became of a report. */
export type ReportOutcome =
  | { readonly kind: 'taken'; readonly id: string }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** The server was not reached; the report may have arrived all the same. */
  | { readonly kind: 'unreached' }

/** What a report of a hazard (上报隐患) chooses from: the plant's people, risk points and sheets. */
export const useHazardReportStore = defineStore('hazard-report', () => {
  const people = shallowRef<readonly RosterPerson[]>([])
  const points = shallowRef<readonly LedgerPoint[]>([])
  const plans = shallowRef<readonly PlanSummary[]>([])
  const plan = shallowRef<PlanDocument | null>(null)
  let unit: string | null = null

  async function loadUnit(id: string | null): Promise<void> {
    if (id === unit) return
    unit = id
    people.value = []
    points.value = []
    plans.value = []
    plan.value = null
    if (id === null) return
    const mine = () => unit === id
    // Each is offered when it comes; a report can be made without them.
    await Promise.allSettled([
      listPersons(id).then((rows) => mine() && (people.value = rows)),
      listLedgerPoints(id).then((rows) => mine() && (points.value = rows)),
      listPlans(id).then((rows) => mine() && (plans.value = rows)),
    ])
  }

  async function loadPlan(id: string): Promise<void> {
    if (plan.value?.id !== id) plan.value = await readPlan(id)
  }

  /** Enter a person in the roster; answers the new id, null when it was not taken. */
  async function addPerson(person: {
    readonly name: string
    readonly department: string
    readonly post: string
  }): Promise<string | null> {
    if (unit === null) return null
    try {
      const { id } = await createPerson(unit, person)
      people.value = await listPersons(unit)
      return id
    } catch (error) {
      if (error instanceof Error) return null
      throw error
    }
  }

  /** Report; sent again with the same key it is still one hazard. */
  async function report(input: HazardReportInput, key: string): Promise<ReportOutcome> {
    try {
      const { id } = await reportHazard(input, key)
      return { kind: 'taken', id }
    } catch (error) {
      const refusal = refusalOf(error)
      return refusal === null ? { kind: 'unreached' } : { kind: 'refused', refusal }
    }
  }

  return { people, points, plans, plan, loadUnit, loadPlan, addPerson, report, planImageUrl }
})
