import { ElMessageBox } from 'element-plus'
import 'element-plus/es/components/message-box/style/css'
import { computed, onBeforeUnmount, onMounted, ref, shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { onBeforeRouteLeave, onBeforeRouteUpdate } from 'vue-router'
import { z } from 'zod'
import { useEnterpriseStore, type EnterpriseDetail } from '#web/stores/enterprise.ts'
import { useEnterpriseFileStore } from '#web/stores/enterprise-file.ts'
import { dropText, keepText, keptText } from '#web/stores/kept-text.ts'
import { useSessionStore } from '#web/stores/session.ts'
import {
  BASICS_KEYS,
  changeOf,
  differing,
  draftOf,
  faultsOf,
  warningsOf,
  type BasicsDraft,
  type BasicsKey,
} from './basics-draft.ts'

const textsSchema = z.object(
  Object.fromEntries(BASICS_KEYS.map((key) => [key, z.string()])) as Record<BasicsKey, z.ZodString>,
)
const keptSchema = z.object({ version: z.number(), base: textsSchema, draft: textsSchema })

/** Two versions side by side: whose is taken, field by field. */
export interface Conflict {
  readonly version: number
  readonly theirs: BasicsDraft
  readonly keys: readonly BasicsKey[]
  readonly take: Partial<Record<BasicsKey, 'mine' | 'theirs'>>
}

/** The form of an enterprise's basics (基本信息表单): kept on this device until the server has it. */
export function useBasicsForm(enterprise: EnterpriseDetail, done: () => void) {
  const { t } = useI18n()
  const session = useSessionStore()
  const one = useEnterpriseStore()
  const file = useEnterpriseFileStore()
  const keptName = `enterprise-file:${session.user?.username ?? ''}:${enterprise.id}`

  const kept = keptText(keptName, keptSchema)
  const version = shallowRef(kept?.version ?? enterprise.version)
  const base = shallowRef<BasicsDraft>(kept?.base ?? draftOf(enterprise))
  const draft = ref<BasicsDraft>({ ...(kept?.draft ?? base.value) })
  const isRestored = shallowRef(kept !== null)
  const refused = ref<Partial<Record<string, string>>>({})
  const trouble = shallowRef<string | null>(null)
  const conflict = ref<Conflict | null>(null)
  const isBusy = shallowRef(false)
  const isDone = shallowRef(false)

  const isDirty = computed(() => !isDone.value && differing(draft.value, base.value).length > 0)
  const faults = computed(() => {
    const found: Partial<Record<string, string>> = { ...refused.value }
    for (const [key, code] of Object.entries(faultsOf(draft.value)))
      found[key] =
        code === 'need'
          ? t('dossier.form.need', { name: t(`dossier.basics.${key}`) })
          : ['number', 'phone'].includes(code)
            ? t(`dossier.form.${code}`)
            : code
    return found
  })

  const keep = () =>
    keepText(keptName, { version: version.value, base: base.value, draft: draft.value })
  watch(
    draft,
    () => {
      refused.value = {}
      if (isDirty.value) keep()
      else dropText(keptName)
    },
    { deep: true },
  )

  function finish() {
    isDone.value = true
    dropText(keptName)
    done()
  }

  function discard() {
    base.value = draftOf(enterprise)
    version.value = enterprise.version
    draft.value = { ...base.value }
    isRestored.value = false
    dropText(keptName)
  }

  async function save(): Promise<void> {
    trouble.value = null
    if (Object.keys(faultsOf(draft.value)).length > 0) return
    const change = changeOf(draft.value, base.value)
    if (Object.keys(change).length === 0) {
      trouble.value = t('dossier.form.unchanged')
      return
    }
    isBusy.value = true
    const outcome = await file.change({ id: enterprise.id, version: version.value }, change)
    if (outcome.kind === 'done') {
      isDone.value = true
      await one.load(enterprise.id)
      finish()
    } else if (outcome.kind === 'unreached') trouble.value = t('dossier.form.unreached')
    else if (outcome.refusal.status === 412) await meet()
    else {
      const { issues, detail } = outcome.refusal
      refused.value = Object.fromEntries(
        issues.map(({ path, message }) => [
          path.startsWith('selfCheck') ? path.replace('selfCheck', 'check') : path,
          message,
        ]),
      )
      const elsewhere = issues.filter(({ path }) => !BASICS_KEYS.some((key) => key === path))
      if (issues.length === 0) trouble.value = detail
      else if (elsewhere.length > 0)
        trouble.value = elsewhere.map(({ message }) => message).join(t('list.semicolon'))
    }
    isBusy.value = false
  }

  /** Another was first: show what stands now beside what was typed. */
  async function meet(): Promise<void> {
    const fresh = await one.readAgain(enterprise.id)
    if (fresh === null) {
      trouble.value = t('dossier.form.unreached')
      return
    }
    const theirs = draftOf(fresh)
    const mine = differing(draft.value, base.value)
    const moved = differing(theirs, base.value)
    const keys = BASICS_KEYS.filter(
      (key) =>
        (mine.includes(key) || moved.includes(key)) &&
        draft.value[key].trim() !== theirs[key].trim(),
    )
    const take = Object.fromEntries(
      keys.map((key) => [key, mine.includes(key) ? 'mine' : 'theirs']),
    ) as Conflict['take']
    conflict.value = { version: fresh.version, theirs, keys, take }
  }

  async function settle(): Promise<void> {
    const met = conflict.value
    if (met === null) return
    const next = { ...met.theirs }
    for (const key of met.keys) if (met.take[key] === 'mine') next[key] = draft.value[key]
    base.value = met.theirs
    version.value = met.version
    draft.value = next
    conflict.value = null
    if (differing(next, met.theirs).length > 0) await save()
    else {
      isDone.value = true
      await one.load(enterprise.id)
      finish()
    }
  }

  async function mayLeave(): Promise<boolean> {
    if (!isDirty.value) return true
    keep()
    return ElMessageBox.confirm(t('dossier.form.leaveText'), t('dossier.form.leaveTitle'), {
      confirmButtonText: t('dossier.form.leave'),
      cancelButtonText: t('dossier.form.stay'),
    }).then(
      () => true,
      () => false,
    )
  }
  async function cancel(): Promise<void> {
    if (await mayLeave()) done()
  }
  function beforeUnload(event: BeforeUnloadEvent) {
    if (!isDirty.value) return
    keep()
    event.preventDefault()
  }
  onBeforeRouteLeave(mayLeave)
  onBeforeRouteUpdate(mayLeave)
  onMounted(() => window.addEventListener('beforeunload', beforeUnload))
  onBeforeUnmount(() => window.removeEventListener('beforeunload', beforeUnload))

  return {
    draft,
    faults,
    warnings: computed(() => warningsOf(draft.value)),
    trouble,
    conflict,
    isBusy,
    isRestored,
    save,
    settle,
    cancel,
    discard,
  }
}
