import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import {
  listRevisions,
  publishRevision,
  readRevision,
  type PlanRevision,
  type PublishedVersion,
} from '#web/api/plan-revisions.ts'
import { refusalOf } from '#web/api/refusal.ts'
import { loadable } from './loadable.ts'

/** What of a plan is published (发布): the address its printed code opens. */
export const usePublicationStore = defineStore('publication', () => {
  const revisions = loadable<readonly PlanRevision[]>()
  const opened = loadable<PublishedVersion>()
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

  /** One version as it was published. */
  async function open(id: string, number: string): Promise<void> {
    await opened.load((signal) => readRevision(id, number, signal))
  }

  /** The new version, or null when it was refused. */
  async function publish(id: string, version: number): Promise<PlanRevision | null> {
    isPublishing.value = true
    failure.value = null
    try {
      const made = await publishRevision(id, version)
      await load(id)
      return made
    } catch (error) {
      failure.value = { isStale: refusalOf(error)?.status === 412 }
      return null
    } finally {
      isPublishing.value = false
    }
  }

  return { newest, opened, isPublishing, failure, load, open, publish }
})
