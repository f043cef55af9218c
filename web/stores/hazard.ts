import { defineStore } from 'pinia'
import { v7 as newId } from 'uuid'
import { computed, shallowRef } from 'vue'
import * as api from '#web/api/hazards.ts'
import { listPersons, planImageUrl, readPlan, type RosterPerson } from '#web/api/plans.ts'
import { refusalOf, type Refusal } from '#web/api/refusal.ts'
import type { PlanDocument } from '#domain/plan.ts'
import type { LiveSubject } from './live.ts'
import { loadable } from './loadable.ts'

export type { HazardDetail, OpenMove } from '#web/api/hazards.ts'

/** What became of something that was asked of the server. */
export type Outcome =
  | { readonly kind: 'done' }
  /** Another was first: what they did since we looked. */
  | { readonly kind: 'overtaken'; readonly steps: readonly api.HazardStep[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** The server was not reached; nothing is known to have happened. */
  | { readonly kind: 'unreached' }

/** One hazard (隐患) with its history, and what can be done with it. */
export const useHazardStore = defineStore('hazard', () => {
  const one = loadable<api.HazardDetail>()
  const history = loadable<readonly api.HazardStep[]>()
  const people = shallowRef<readonly RosterPerson[]>([])
  const plan = shallowRef<PlanDocument | null>(null)
  /** Keys of moves that may have arrived although no answer came, by what was sent. */
  const keys = new Map<string, string>()
  /** What was asked of the server last: news of our own doing waits for its answer. */
  let underWay: Promise<unknown> = Promise.resolve()

  const hazard = computed(() => one.data.value)

  async function load(id: string): Promise<void> {
    if (one.data.value?.id !== id) {
      people.value = []
      plan.value = null
    }
    await Promise.all([
      one.load((signal) => api.readHazard(id, signal)),
      history.load((signal) => api.readHazardHistory(id, signal)),
    ])
    const found = one.data.value
    if (found === null || found.id !== id) return
    // Each is shown when it comes; the hazard can be read without them.
    await Promise.allSettled([
      listPersons(found.enterpriseId).then((rows) => (people.value = rows)),
      loadPlan(found.planPlace?.planId ?? null),
    ])
  }

  /** Take over in place what others did. */
  async function refresh(subjects: ReadonlySet<LiveSubject>): Promise<void> {
    await underWay
    const shown = one.data.value
    if (shown === null) return
    const { id, enterpriseId, planPlace } = shown
    await Promise.allSettled([
      ...(subjects.has('hazards')
        ? [
            one.refresh((signal) => api.readHazard(id, signal)),
            history.refresh((signal) => api.readHazardHistory(id, signal)),
          ]
        : []),
      ...(subjects.has('persons')
        ? [listPersons(enterpriseId).then((rows) => (people.value = rows))]
        : []),
      ...(subjects.has('plans') ? [loadPlan(planPlace?.planId ?? null)] : []),
    ])
  }

  async function loadPlan(id: string | null): Promise<void> {
    plan.value = id === null ? null : await readPlan(id)
  }

  function outcomeOf(work: () => Promise<api.HazardDetail>): Promise<Outcome> {
    const outcome = outcomeOfWork(work)
    underWay = outcome
    return outcome
  }

  async function outcomeOfWork(work: () => Promise<api.HazardDetail>): Promise<Outcome> {
    const before = one.data.value
    const known = history.data.value?.length ?? 0
    try {
      one.set(await work())
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal === null) return { kind: 'unreached' }
      if (before === null || (refusal.status !== 412 && refusal.status !== 409))
        return { kind: 'refused', refusal }
      await load(before.id)
      const steps = history.data.value?.slice(known) ?? []
      const isNewer = (one.data.value?.version ?? 0) > before.version
      return isNewer ? { kind: 'overtaken', steps } : { kind: 'refused', refusal }
    }
    const { id } = before ?? { id: null }
    if (id !== null) await history.load((signal) => api.readHazardHistory(id, signal))
    return { kind: 'done' }
  }

  /** Make a move; sent again after a lost answer it is still one move. */
  async function move(input: api.HazardMoveInput): Promise<Outcome> {
    const now = one.data.value
    if (now === null) return { kind: 'unreached' }
    const sent = JSON.stringify([now.id, now.version, input])
    const key = keys.get(sent) ?? newId()
    keys.set(sent, key)
    return outcomeOf(() => api.moveHazard(now, input, key))
  }

  async function change(input: api.HazardChange): Promise<Outcome> {
    const now = one.data.value
    if (now === null) return { kind: 'unreached' }
    return outcomeOf(() => api.changeHazard(now, input))
  }

  /** Take the report back; true when it is gone. */
  async function withdraw(): Promise<Outcome> {
    const now = one.data.value
    if (now === null) return { kind: 'unreached' }
    try {
      await api.withdrawHazard(now)
      return { kind: 'done' }
    } catch (error) {
      const refusal = refusalOf(error)
      return refusal === null ? { kind: 'unreached' } : { kind: 'refused', refusal }
    }
  }

  /** Enter a person in the roster; answers the new person's id. */
  async function addPerson(person: {
    readonly name: string
    readonly department: string
    readonly post: string
  }): Promise<string | null> {
    const enterpriseId = one.data.value?.enterpriseId
    if (enterpriseId === undefined) return null
    const { id } = await api.createPerson(enterpriseId, person)
    people.value = await listPersons(enterpriseId)
    return id
  }

  return {
    one,
    history,
    hazard,
    people,
    plan,
    load,
    refresh,
    move,
    change,
    withdraw,
    addPerson,
    planImageUrl,
    photoUrl: api.hazardPhotoUrl,
  }
})
