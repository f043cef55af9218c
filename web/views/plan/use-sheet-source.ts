import { computed, watch } from 'vue'
import { useRoute } from 'vue-router'
import { usePlanStore } from '#web/stores/plan.ts'
import { usePublicationStore } from '#web/stores/publication.ts'

/**
 * What a sheet (图纸) is printed from: the plan as it is, or with `?revision=N` a published version
 * with the names of that day.
 */
export function useSheetSource(planId: () => string) {
  const route = useRoute()
  const plan = usePlanStore()
  const publication = usePublicationStore()
  const number = computed(() => {
    const { revision } = route.query
    return typeof revision === 'string' && /^[1-9]\d{0,8}$/.test(revision) ? revision : null
  })
  watch(
    planId,
    (id) => {
      void plan.load(id)
      void publication.load(id)
    },
    { immediate: true },
  )
  watch(
    [planId, number],
    ([id, wanted]) => {
      if (wanted !== null) void publication.open(id, wanted)
    },
    { immediate: true },
  )

  const revision = computed(() => {
    const opened = publication.opened.data
    const isWanted = opened?.planId === planId() && String(opened.number) === number.value
    return isWanted ? opened : null
  })
  return {
    number,
    revision,
    document: computed(() =>
      number.value === null ? plan.document : (revision.value?.plan ?? null),
    ),
    people: computed(() => (number.value === null ? plan.people : (revision.value?.people ?? []))),
    enterpriseName: computed(() => revision.value?.enterprise.name ?? plan.enterprise?.name ?? ''),
    /** What the printed code leads to. */
    coded: computed(() => revision.value ?? publication.newest),
    status: computed(() => (number.value === null ? plan.status : publication.opened.status)),
  }
}
