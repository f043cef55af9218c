import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { createEvent } from '#web/api/assessments.ts'
import { listAdoptions, withdrawAdoption, type PlanAdoption } from '#web/api/plan-adoptions.ts'
import {
  gradePlanEvents,
  listPlanEvents,
  type PlanEvent,
  type PlanGrading,
} from '#web/api/plan-gradings.ts'
import { listRevisions, publishRevision, type PlanRevision } from '#web/api/plan-revisions.ts'
import { refusalOf } from '#web/api/refusal.ts'
import { loadable } from './loadable.ts'
import { usePlanStore } from './plan.ts'

export type { PlanEvent, PlanGrading }

/** What the five steps ask and do beyond drawing: events and their grades, batches, versions. */
export const usePlanGuideStore = defineStore('plan-guide', () => {
  const plan = usePlanStore()
  const events = loadable<readonly PlanEvent[]>()
  const adoptions = shallowRef<readonly PlanAdoption[]>([])
  const revisions = shallowRef<readonly PlanRevision[]>([])
  const published = shallowRef<{ readonly document: unknown; readonly number: number } | null>(null)
  /** The version that says what the plan says now, when it was published here; else null. */
  const publishedNumber = computed(() => {
    const made = published.value
    return made !== null && made.document === plan.document && !plan.isDirty ? made.number : null
  })
  const isBusy = shallowRef(false)
  /** What the server said against the last step; null when nothing, empty when it was not reached. */
  const fault = shallowRef<string | null>(null)

  /** The latest batch, while it may still be taken back. */
  const withdrawable = computed(() => {
    const [latest] = adoptions.value
    return latest?.withdrawable === true ? latest : null
  })

  async function load(planId: string): Promise<void> {
    await Promise.allSettled([
      events.load((signal) => listPlanEvents(planId, signal)),
      listAdoptions(planId).then((rows) => (adoptions.value = rows)),
      listRevisions(planId).then((rows) => (revisions.value = rows)),
    ])
  }

  function open(planId: string): Promise<void> {
    events.set([])
    adoptions.value = []
    revisions.value = []
    fault.value = null
    return load(planId)
  }

  async function attempt(work: (planId: string) => Promise<void>): Promise<boolean> {
    const id = plan.document?.id
    if (id === undefined || isBusy.value) return false
    isBusy.value = true
    fault.value = null
    try {
      await work(id)
      return true
    } catch (error) {
      const refusal = refusalOf(error)
      fault.value = refusal?.issues[0]?.message ?? refusal?.detail ?? ''
      return false
    } finally {
      isBusy.value = false
    }
  }

  /** Save what is drawn, new points with their events included. */
  async function saveDrawing(): Promise<boolean> {
    fault.value = null
    if (plan.isDirty && !(await plan.save())) return false
    const id = plan.document?.id
    if (id !== undefined) await load(id)
    return true
  }

  /** Take the latest batch of points back. */
  async function withdraw(): Promise<boolean> {
    if (plan.isDirty && !(await plan.save())) return false
    return attempt(async (id) => {
      const version = plan.document?.version
      if (withdrawable.value === null || version === undefined) return
      plan.takeAnswer(await withdrawAdoption(id, version, withdrawable.value.id))
      await load(id)
    })
  }

  /** Keep grades that somebody confirmed. */
  async function grade(confirmed: PlanGrading[]): Promise<boolean> {
    return attempt(async (id) => {
      const answer = await gradePlanEvents(id, confirmed)
      adoptions.value = await listAdoptions(id)
      // Last: what is shown as done is done, and the next click finds its button ready.
      plan.takeLevels(answer.plan)
      events.set(answer.items)
    })
  }

  async function addEvent(
    riskPointId: string,
    event: Parameters<typeof createEvent>[1],
  ): Promise<boolean> {
    return attempt(async (id) => {
      await createEvent(riskPointId, event)
      events.set(await listPlanEvents(id))
    })
  }

  /** Publish the plan as it is saved. */
  async function publish(): Promise<boolean> {
    if (plan.isDirty && !(await plan.save())) return false
    return attempt(async (id) => {
      const version = plan.document?.version
      if (version === undefined) return
      const made = await publishRevision(id, version)
      revisions.value = await listRevisions(id)
      published.value = { document: plan.document, number: made.number }
    })
  }

  return {
    events: events.data,
    status: events.status,
    withdrawable,
    revisions,
    publishedNumber,
    isBusy,
    fault,
    open,
    saveDrawing,
    withdraw,
    grade,
    addEvent,
    publish,
  }
})
