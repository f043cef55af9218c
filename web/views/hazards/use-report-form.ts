import { computed, onBeforeUnmount, onMounted, ref, shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRoute, useRouter } from 'vue-router'
import { useHazardReportStore } from '#web/stores/hazard-report.ts'
import { dropText, keepText, keptText } from '#web/stores/kept-text.ts'
import { photoQueue } from '#web/stores/photo-queue.ts'
import { useSessionStore } from '#web/stores/session.ts'
import {
  blankReport,
  inputOf,
  isFixedNow,
  reportDraftSchema,
  ruleOf,
  type ReportDraft,
} from './report-draft.ts'

/** The form of a report (上报表单): text and photos stay on this device until the server has taken it. */
export function useReportForm() {
  const { t } = useI18n()
  const route = useRoute()
  const router = useRouter()
  const session = useSessionStore()
  const store = useHazardReportStore()
  const before = photoQueue()
  const after = photoQueue()

  const user = session.user
  const keptName = `hazard-report:${user?.username ?? ''}`
  const asked = typeof route.query.enterprise === 'string' ? route.query.enterprise : null
  const pointAsked = typeof route.query.riskPoint === 'string' ? route.query.riskPoint : null
  const fresh = (): ReportDraft => ({
    ...blankReport(user?.role ?? 'enterprise', user?.enterprise ?? asked),
    riskPointId: pointAsked,
  })

  const kept = keptText(keptName, reportDraftSchema)
  const draft = ref<ReportDraft>(kept ?? fresh())
  const isRestored = shallowRef(kept !== null)
  const isKept = shallowRef(kept !== null)
  const errors = ref<Partial<Record<string, string>>>({})
  const trouble = shallowRef<string | null>(null)
  const isBusy = shallowRef(false)
  const isTouched = shallowRef(false)
  const isDone = shallowRef(false)

  void before.restore(`${keptName}:before`)
  void after.restore(`${keptName}:after`)

  const isDirty = computed(
    () =>
      !isDone.value &&
      (draft.value.description.trim() !== '' ||
        before.photos.value.length > 0 ||
        after.photos.value.length > 0),
  )
  const fixed = computed(() => isFixedNow(draft.value))
  const rule = computed(() => ruleOf(draft.value, new Date()))

  watch(
    () => draft.value.enterpriseId,
    (id, earlier) => {
      if (earlier !== undefined && earlier !== id) {
        const none = { riskPointId: null, planPlace: null, rectifier: null }
        draft.value = { ...draft.value, ...none }
      }
      void store.loadUnit(id)
    },
    { immediate: true },
  )
  watch(
    draft,
    (now) => {
      if (!isDone.value && isDirty.value) isKept.value = keepText(keptName, now)
      if (isTouched.value) errors.value = faults()
    },
    { deep: true },
  )
  watch([before.photos, after.photos], () => {
    if (!isDone.value && isDirty.value) keepText(keptName, draft.value)
    if (isTouched.value) errors.value = faults()
  })

  function faults(): Partial<Record<string, string>> {
    const found: Partial<Record<string, string>> = {}
    const { enterpriseId, description, hazardLevel, ruleCode, funds } = draft.value
    if (enterpriseId === null) found.enterpriseId = t('hazards.need.unit')
    if (description.trim() === '') found.description = t('hazards.need.description')
    if (hazardLevel === 'major' && ruleCode.trim() === '') found.ruleCode = t('hazards.need.rule')
    if (funds.trim() !== '' && !(Number(funds) >= 0)) found.fundsYuan = t('hazards.need.funds')
    if (fixed.value && before.photos.value.length === 0) found.before = t('hazards.need.before')
    if (fixed.value && after.photos.value.length === 0) found.after = t('hazards.need.after')
    return found
  }

  /** Upload what is there; a report can be typed on meanwhile. */
  async function sendPhotos(): Promise<boolean> {
    const id = draft.value.enterpriseId
    if (id === null) return false
    const owner = { kind: 'enterprise', id } as const
    const sent = [await before.send(owner), !fixed.value || (await after.send(owner))]
    return sent.every(Boolean)
  }
  const whenOnline = () => void sendPhotos()
  onMounted(() => window.addEventListener('online', whenOnline))
  onBeforeUnmount(() => {
    window.removeEventListener('online', whenOnline)
    before.stop()
    after.stop()
  })

  async function submit(): Promise<void> {
    if (isBusy.value) return
    isTouched.value = true
    trouble.value = null
    errors.value = faults()
    const unit = draft.value.enterpriseId
    if (Object.keys(errors.value).length > 0 || unit === null) return
    isBusy.value = true
    try {
      if (!(await sendPhotos())) {
        trouble.value = t('hazards.trouble.photos')
        return
      }
      let outcome = await sendReport(unit)
      if (outcome.kind === 'refused' && renewLost(outcome.refusal.issues)) {
        if (!(await sendPhotos())) {
          trouble.value = t('hazards.trouble.photos')
          return
        }
        outcome = await sendReport(unit)
      }
      if (outcome.kind === 'taken') await taken(outcome.id)
      else if (outcome.kind === 'unreached') trouble.value = t('hazards.trouble.unreached')
      else takeRefusal(outcome.refusal)
    } finally {
      isBusy.value = false
    }
  }

  function sendReport(unit: string) {
    const ids = (queue: typeof before) => queue.photos.value.flatMap(({ photoId }) => photoId ?? [])
    const photos = { before: ids(before), after: ids(after) }
    return store.report(inputOf(draft.value, unit, photos), draft.value.key)
  }

  function renewLost(issues: readonly { readonly code: string }[]): boolean {
    const lost = [before.renewLost(issues), after.renewLost(issues)]
    return lost.includes(true)
  }

  function takeRefusal(refusal: {
    readonly code: string
    readonly detail: string
    readonly issues: readonly { readonly path: string; readonly message: string }[]
  }): void {
    if (refusal.code === 'idempotency_mismatch') trouble.value = t('hazards.report.mismatch')
    else trouble.value = refusal.issues[0]?.message ?? refusal.detail
    for (const { path, message } of refusal.issues)
      errors.value = { ...errors.value, [path]: message }
  }

  async function taken(id: string): Promise<void> {
    isDone.value = true
    dropText(keptName)
    await Promise.all([before.clear(), after.clear()])
    await router.replace({ name: 'hazard', params: { id } })
  }

  async function discard(): Promise<void> {
    dropText(keptName)
    await Promise.all([before.clear(), after.clear()])
    draft.value = fresh()
    isRestored.value = false
    isKept.value = false
    isTouched.value = false
    errors.value = {}
    trouble.value = null
  }

  return {
    draft,
    errors,
    trouble,
    isBusy,
    isDirty,
    isKept,
    isRestored,
    fixed,
    rule,
    before,
    after,
    addBefore: async (files: File[]) => {
      await before.add(files)
      await sendPhotos()
    },
    addAfter: async (files: File[]) => {
      await after.add(files)
      await sendPhotos()
    },
    sendPhotos,
    submit,
    discard,
  }
}
