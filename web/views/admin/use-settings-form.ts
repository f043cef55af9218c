import { computed, onBeforeUnmount, onMounted, ref, shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { onBeforeRouteLeave, onBeforeRouteUpdate } from 'vue-router'
import { useSettingsStore } from '#web/stores/settings.ts'
import {
  broughtUpToDate,
  copyOf,
  draftOf,
  faultsOf,
  inputOf,
  isSame,
  type SettingsDraft,
} from './settings-draft.ts'
import { useAsk } from './use-ask.ts'

/** The form of the settings (基础设置表单): what is being typed stays, whatever the server says meanwhile. */
export function useSettingsForm() {
  const { t } = useI18n()
  const store = useSettingsStore()
  const ask = useAsk()

  /** What the draft was begun from, and which version that was; none before the server has answered. */
  const base = shallowRef<{ draft: SettingsDraft; version: number } | null>(null)
  const draft = ref<SettingsDraft | null>(null)
  const isBusy = shallowRef(false)
  const message = shallowRef<string | null>(null)
  const refused = shallowRef<readonly { path: string; message: string }[]>([])

  const isDirty = computed(
    () => draft.value !== null && base.value !== null && !isSame(draft.value, base.value.draft),
  )
  const faults = computed(() => (draft.value === null ? {} : faultsOf(draft.value)))
  const isSound = computed(() => Object.keys(faults.value).length === 0)

  function faultOf(field: string): string {
    const fault = faults.value[field]
    if (fault === undefined) return refused.value.find(({ path }) => path === field)?.message ?? ''
    return t(`admin.settings.${fault.code}`, fault.code === 'tooLong' ? { most: fault.most } : {})
  }

  function take() {
    if (store.data === null) return
    const theirs = draftOf(store.data)
    const began = base.value
    const overtaken = isDirty.value && began !== null && began.version !== store.data.version
    draft.value =
      draft.value === null || began === null
        ? theirs
        : broughtUpToDate(draft.value, began.draft, theirs)
    base.value = { draft: copyOf(theirs), version: store.data.version }
    if (overtaken && !isBusy.value) message.value = t('admin.settings.overtaken')
  }

  watch(() => store.data, take, { immediate: true })
  onMounted(() => void store.load())

  async function save() {
    if (draft.value === null || base.value === null || !isSound.value) return
    isBusy.value = true
    message.value = null
    refused.value = []
    const sent = copyOf(draft.value)
    const outcome = await store.save(inputOf(sent), base.value.version).catch(() => null)
    isBusy.value = false
    if (outcome === 'saved') {
      // What was sent is theirs now, in their spelling; what was typed since stays.
      base.value = { ...base.value, draft: sent }
      take()
      message.value = t('admin.settings.saved')
    } else if (outcome === 'stale') {
      await store.load()
      message.value = t('admin.settings.overtaken')
    } else if (outcome === null) message.value = t('admin.settings.unsaved')
    else refused.value = outcome
  }

  async function mayLeave(): Promise<boolean> {
    if (!isDirty.value) return true
    return ask(t('admin.tabs.settings'), t('admin.settings.leave'), t('admin.common.leaveNow'))
  }
  function beforeUnload(event: BeforeUnloadEvent) {
    if (isDirty.value) event.preventDefault()
  }
  onMounted(() => window.addEventListener('beforeunload', beforeUnload))
  onBeforeUnmount(() => window.removeEventListener('beforeunload', beforeUnload))
  onBeforeRouteLeave(mayLeave)
  onBeforeRouteUpdate((to, from) => (to.query.tab === from.query.tab ? true : mayLeave()))

  return { store, draft, isBusy, isDirty, isSound, message, faultOf, save }
}
