import { computed, onBeforeUnmount, ref, shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { z } from 'zod'
import { shanghaiDay } from '#domain/day.ts'
import { defaultDeadline } from '#domain/hazard-deadline.ts'
import { PLAN_PARTS, type PlanPart } from '#domain/rectification-plan.ts'
import { useHazardStore, type OpenMove } from '#web/stores/hazard.ts'
import { dropText, keepText, keptText } from '#web/stores/kept-text.ts'
import { photoQueue } from '#web/stores/photo-queue.ts'

const valuesSchema = z.object({
  note: z.string(),
  rectifier: z.string().nullable(),
  acceptor: z.string().nullable(),
  deadline: z.string().nullable(),
  grant: z.boolean(),
  plan: z.object({
    objectives: z.string(),
    methods: z.string(),
    funding: z.string(),
    organization: z.string(),
    schedule: z.string(),
    safety: z.string(),
  }),
})
type MoveValues = z.infer<typeof valuesSchema>

/** What came of sending: nothing yet, or why it was not taken. */
export type MoveTrouble =
  | { readonly kind: 'unreached' }
  | { readonly kind: 'photos' }
  | { readonly kind: 'refused'; readonly detail: string }

/** The form of one move (办理表单): its values are kept on this device until the move was taken. */
export function useMoveForm(move: () => OpenMove | null, onDone: () => void) {
  const { t } = useI18n()
  const store = useHazardStore()
  const queue = photoQueue()

  const values = ref<MoveValues>(blank())
  const errors = ref<Partial<Record<string, string>>>({})
  const trouble = shallowRef<MoveTrouble | null>(null)
  const isBusy = shallowRef(false)
  const isTouched = shallowRef(false)

  const name = computed(() => {
    const hazard = store.hazard
    const now = move()
    return hazard === null || now === null ? null : `hazard:${hazard.id}:${now.to}`
  })
  /** Photos show that the work was done; where the rules ask for none they are still welcome. */
  const takesPhotos = computed(() =>
    ['PENDING_ACCEPT', 'CLOSED', 'ACCEPT_FAILED', 'GOV_VERIFY'].includes(move()?.to ?? ''),
  )
  const takesPlan = computed(() => move()?.to === 'PLAN_REVIEW')
  const names = (need: 'rectifier' | 'acceptor') => move()?.needs.includes(need) === true
  /** Work that was not accepted may be given to another. */
  const takesRectifier = computed(
    () => names('rectifier') || store.hazard?.state === 'ACCEPT_FAILED',
  )

  function blank(): MoveValues {
    const hazard = store.hazard
    return {
      note: '',
      rectifier: hazard?.rectifierId ?? null,
      acceptor: hazard?.acceptorId ?? null,
      deadline: null,
      grant: true,
      plan: {
        objectives: '',
        methods: '',
        funding: '',
        organization: '',
        schedule: '',
        safety: '',
        ...hazard?.plan,
      },
    }
  }

  watch(
    name,
    (key) => {
      trouble.value = null
      errors.value = {}
      isTouched.value = false
      values.value = (key === null ? null : keptText(key, valuesSchema)) ?? blank()
      if (key !== null) void queue.restore(key)
    },
    { immediate: true },
  )
  watch(
    values,
    (now) => {
      if (name.value === null) return
      if (JSON.stringify(now) !== JSON.stringify(blank())) keepText(name.value, now)
      if (isTouched.value) errors.value = faults()
    },
    { deep: true },
  )
  onBeforeUnmount(() => queue.stop())

  const ruleDeadline = computed(() => {
    const hazard = store.hazard
    if (hazard === null || move()?.deadline !== 'sets') return null
    if (hazard.deadline !== null) return hazard.deadline
    const from = shanghaiDay(
      hazard.manageType === 'immediate' ? new Date(hazard.foundAt) : new Date(),
    )
    return defaultDeadline(hazard.hazardLevel, hazard.manageType, from)
  })

  function faults(): Partial<Record<string, string>> {
    const now = move()
    const found: Partial<Record<string, string>> = {}
    if (now === null) return found
    const { note, rectifier, acceptor, deadline, plan, grant } = values.value
    if (takesPlan.value) {
      for (const part of PLAN_PARTS)
        if (plan[part].trim() === '')
          found[`plan.${part}`] = t('hazards.need.plan', { part: t(`hazards.plan.${part}`) })
    } else if (now.needs.includes('note') && note.trim() === '') found.note = t('hazards.need.note')
    if (names('rectifier') && rectifier === null) found.rectifier = t('hazards.need.rectifier')
    if (names('acceptor') && acceptor === null) found.acceptor = t('hazards.need.acceptor')
    if (names('acceptor') && acceptor !== null && acceptor === rectifier)
      found.acceptor = t('hazards.need.another')
    if (queue.photos.value.length < now.photos)
      found.photos = t('hazards.need.photos', { count: now.photos })
    // No rule gives a major hazard its day: the plan does, and whoever approves it says which.
    const isUnset = now.deadline === 'sets' && ruleDeadline.value === null
    if (deadline === null && (now.deadline === 'asks' || isUnset))
      found.deadline = t('hazards.need.deadline')
    if (deadline === null && now.deadline === 'grants' && grant)
      found.deadline = t('hazards.need.deadline')
    return found
  }

  const planErrors = computed(
    () =>
      Object.fromEntries(
        PLAN_PARTS.flatMap((part) => {
          const error = errors.value[`plan.${part}`]
          return error === undefined ? [] : [[part, error]]
        }),
      ) as Partial<Record<PlanPart, string>>,
  )

  async function send(): Promise<void> {
    const now = move()
    const hazard = store.hazard
    if (now === null || hazard === null || isBusy.value) return
    isTouched.value = true
    errors.value = faults()
    if (Object.keys(errors.value).length > 0) return
    isBusy.value = true
    trouble.value = null
    try {
      if (!(await queue.send({ kind: 'hazard', id: hazard.id }))) {
        trouble.value = { kind: 'photos' }
        return
      }
      const key = name.value
      let outcome = await store.move(inputOf(now))
      if (outcome.kind === 'refused' && queue.renewLost(outcome.refusal.issues)) {
        if (!(await queue.send({ kind: 'hazard', id: hazard.id }))) {
          trouble.value = { kind: 'photos' }
          return
        }
        outcome = await store.move(inputOf(now))
      }
      if (outcome.kind === 'done') {
        await forget(key)
        onDone()
      } else if (outcome.kind === 'unreached') trouble.value = { kind: 'unreached' }
      else if (outcome.kind === 'refused') takeRefusal(outcome.refusal)
    } finally {
      isBusy.value = false
    }
  }

  function inputOf(now: OpenMove) {
    const { note, rectifier, acceptor, deadline, grant, plan } = values.value
    const day = now.deadline === null || (now.deadline === 'grants' && !grant) ? null : deadline
    return {
      to: now.to,
      note: note.trim(),
      photos: queue.photos.value.flatMap(({ photoId }) => photoId ?? []),
      ...(takesRectifier.value ? { rectifier } : {}),
      ...(names('acceptor') ? { acceptor } : {}),
      ...(day === null ? {} : { deadline: day }),
      ...(takesPlan.value ? { plan } : {}),
    }
  }

  function takeRefusal(refusal: {
    readonly detail: string
    readonly issues: readonly { readonly path: string; readonly message: string }[]
  }): void {
    const known = new Set(['note', 'rectifier', 'acceptor', 'deadline', 'photos'])
    const own = refusal.issues.filter(({ path }) => known.has(path) || path.startsWith('plan.'))
    for (const { path, message } of own) errors.value = { ...errors.value, [path]: message }
    if (own.length === 0) {
      const detail = refusal.issues[0]?.message ?? refusal.detail
      trouble.value = { kind: 'refused', detail }
    }
  }

  async function forget(key: string | null): Promise<void> {
    if (key !== null) dropText(key)
    await queue.clear()
  }

  return {
    values,
    errors,
    planErrors,
    trouble,
    isBusy,
    takesPhotos,
    takesPlan,
    takesRectifier,
    ruleDeadline,
    photos: queue.photos,
    isKept: queue.isKept,
    addPhotos: async (files: File[]) => {
      await queue.add(files)
      const id = store.hazard?.id
      if (id !== undefined) await queue.send({ kind: 'hazard', id })
    },
    removePhoto: queue.remove,
    retryPhotos: () => {
      const id = store.hazard?.id
      if (id !== undefined) void queue.send({ kind: 'hazard', id })
    },
    send,
  }
}
