import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import { listRevisions, publishRevision, type PlanRevision } from '#web/api/plan-revisions.ts'
import { refusalOf } from '#web/api/refusal.ts'
import { loadable } from './loadable.ts'

/** What of a plan is published (发布): the address its printed code opens. */
export const usePublicationStore = defineStore('publication', () => {
  const revisions = loadable<readonly PlanRevision[]>()
  const isPublishing = shallowRef(false)
  /** Why the last publishing failed; null when it did not. */
  const failure = shallowRef<{ readonly isStale: boolean } | null>(null)
  const planId = shallowRef('')
  const newest = computed(
    () => revisions.data.value?.find((revision) => revision.planId === planId.value) ?? null,
  )

  async function load(id: string): Promise<void> {
    planId.value = id
    failure.value = null
    await revisions.load(() => listRevisions(id))
  }

  async function publish(id: string, version: number): Promise<void> {
    isPublishing.value = true
    failure.value = null
    try {
      await publishRevision(id, version)
      await load(id)
    } catch (error) {
      failure.value = { isStale: refusalOf(error)?.status === 412 }
    } finally {
      isPublishing.value = false
    }
  }

  return { newest, isPublishing, failure, load, publish }
})
