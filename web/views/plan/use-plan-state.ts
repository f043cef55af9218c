import { computed, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { usePlanStore } from '#web/stores/plan.ts'

/** What the bar says of the plan: saved or not, where it lies, what undo would take back. */
export function usePlanState(canEdit: ComputedRef<boolean>) {
  const { t, d } = useI18n()
  const plan = usePlanStore()

  const state = computed(() => {
    const { saveState } = plan
    if (saveState.kind === 'saving') return t('plan.bar.saving')
    if (saveState.kind === 'failed') {
      const reason = saveState.refusal?.issues[0]?.message ?? saveState.refusal?.detail
      return t('plan.bar.failed', { reason: reason ?? t('plan.bar.failedNetwork') })
    }
    if (plan.isDirty) return plan.isKept ? t('plan.bar.dirtyKept') : t('plan.bar.dirtyNotKept')
    if (plan.savedAt === null) return t('plan.bar.clean')
    return t('plan.bar.cleanAt', { time: d(plan.savedAt, { timeStyle: 'medium' }) })
  })

  const placement = computed(() => {
    const frame = plan.draft?.frame
    if (frame === undefined) return ''
    if (frame.metersPerUnit === null) return t('plan.bar.noScale')
    if (frame.georeference === null) return t('plan.bar.noGeoreference')
    const rms = frame.georeference.rmsMeters.toFixed(2)
    return t('plan.bar.georeferenced', { rms })
  })

  const stateKind = computed<'clean' | 'dirty' | 'failed'>(() =>
    plan.saveState.kind === 'failed' ? 'failed' : plan.isDirty ? 'dirty' : 'clean',
  )
  const undoTitle = computed(() => {
    const step = plan.history?.past.at(-1)?.label
    return step === undefined ? t('plan.bar.undo') : t('plan.bar.undoOf', { step })
  })
  const redoTitle = computed(() => {
    const step = plan.history?.future[0]?.label
    return step === undefined ? t('plan.bar.redo') : t('plan.bar.redoOf', { step })
  })

  return computed(() => ({
    state: canEdit.value ? state.value : '',
    stateKind: stateKind.value,
    placement: placement.value,
    undoTitle: undoTitle.value,
    redoTitle: redoTitle.value,
  }))
}
