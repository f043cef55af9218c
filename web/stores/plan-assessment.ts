import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { LevelPair } from '#domain/risk-level.ts'
import * as api from '#web/api/assessments.ts'
import { refusalOf, type Refusal } from '#web/api/refusal.ts'
import { loadable } from './loadable.ts'
import { usePlanStore } from './plan.ts'

/** The events of the selected risk point, and grading them. */
export const usePlanAssessmentStore = defineStore('plan-assessment', () => {
  const plan = usePlanStore()
  const events = loadable<readonly api.EventAnswer[]>()
  const riskPointId = shallowRef<string | null>(null)
  const isBusy = shallowRef(false)
  const refusal = shallowRef<Refusal | null>(null)
  const hasFailed = shallowRef(false)
  const enterpriseLevel = shallowRef<LevelPair | null>(null)

  /** Show the events of this point; a point the server does not know yet has none. */
  async function open(id: string | null, isNew: boolean): Promise<void> {
    riskPointId.value = id
    refusal.value = null
    hasFailed.value = false
    events.set([])
    if (id !== null && !isNew) await events.load((signal) => api.listEvents(id, signal))
  }

  async function attempt(work: () => Promise<void>): Promise<boolean> {
    isBusy.value = true
    refusal.value = null
    hasFailed.value = false
    try {
      await work()
      return true
    } catch (error) {
      refusal.value = refusalOf(error)
      hasFailed.value = true
      return false
    } finally {
      isBusy.value = false
    }
  }

  async function addEvent(event: Parameters<typeof api.createEvent>[1]): Promise<boolean> {
    const id = riskPointId.value
    if (id === null) return false
    return attempt(async () => {
      await api.createEvent(id, event)
      events.set(await api.listEvents(id))
    })
  }

  /** Grade an event; the plan takes its colours from the answer. */
  async function assess(input: api.AssessmentInput): Promise<boolean> {
    const id = riskPointId.value
    if (id === null) return false
    return attempt(async () => {
      const answer = await api.createAssessment(id, input)
      plan.setPointLevel(answer.riskPoint.id, answer.riskPoint.levels)
      enterpriseLevel.value = answer.enterprise.levels
      const [rows] = await Promise.all([api.listEvents(id), plan.refreshReasons()])
      if (riskPointId.value === id) events.set(rows)
    })
  }

  return {
    events: events.data,
    status: events.status,
    riskPointId,
    enterpriseLevel: computed(() => enterpriseLevel.value),
    isBusy,
    refusal,
    hasFailed,
    open,
    addEvent,
    assess,
  }
})
