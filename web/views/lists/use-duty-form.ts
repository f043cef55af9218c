import { ElMessageBox } from 'element-plus'
import 'element-plus/es/components/message-box/style/css'
import { computed, onBeforeUnmount, onMounted, shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { onBeforeRouteLeave, onBeforeRouteUpdate } from 'vue-router'
import { z } from 'zod'
import { pastedDutyLine } from '#domain/post-duty.ts'
import { dropText, keepText, keptText } from '#web/stores/kept-text.ts'
import { useListsStore, type PostDutyRow } from '#web/stores/lists.ts'

const MOST_DUTIES = 20
const MOST_CHARACTERS = 200

/** Editing one person's duties (责任内容): one a line, kept on this device until saved. */
export function useDutyForm(enterpriseId: () => string, reload: () => Promise<void>) {
  const { t } = useI18n()
  const lists = useListsStore()
  const person = shallowRef<PostDutyRow | null>(null)
  const text = shallowRef('')
  const isSaving = shallowRef(false)
  const refusal = shallowRef('')
  /** What stands now, where somebody else was first. */
  const standing = shallowRef<readonly string[] | null>(null)

  const duties = computed(() =>
    text.value
      .split('\n')
      .map(pastedDutyLine)
      .filter((line) => line !== ''),
  )
  const fault = computed(() => {
    if (duties.value.length > MOST_DUTIES)
      return t('lists.duty.tooMany', { count: duties.value.length })
    const line = duties.value.findIndex((one) => Array.from(one).length > MOST_CHARACTERS)
    if (line < 0) return ''
    const count = Array.from(duties.value[line] ?? '').length
    return t('lists.duty.tooLong', { line: line + 1, count })
  })
  const isDirty = computed(
    () => person.value !== null && duties.value.join('\n') !== person.value.duties.join('\n'),
  )
  const keptName = () => `duties ${person.value?.id ?? ''}`

  watch(text, () => {
    if (isDirty.value) keepText(keptName(), text.value)
  })

  function open(row: PostDutyRow): void {
    person.value = row
    refusal.value = ''
    standing.value = null
    text.value = keptText(keptName(), z.string()) ?? row.duties.join('\n')
  }

  function close(): void {
    person.value = null
  }

  /** Given up on purpose: the draft goes too. */
  function cancel(): void {
    dropText(keptName())
    close()
  }

  async function save(): Promise<void> {
    const row = person.value
    if (row === null || fault.value !== '' || isSaving.value) return
    isSaving.value = true
    refusal.value = ''
    const outcome = await lists.saveDuties(enterpriseId(), row, duties.value)
    isSaving.value = false
    if (outcome.kind === 'saved') {
      dropText(keptName())
      close()
    } else if (outcome.kind === 'stale') await readAgain(row)
    else refusal.value = t('lists.duty.failed', { detail: outcome.detail ?? t('state.failed') })
  }

  /** What was typed stays; the next save stands on the version now shown. */
  async function readAgain(row: PostDutyRow): Promise<void> {
    await reload()
    const shown = lists.list.data
    const now =
      shown?.tab === 'post-duties' ? shown.page.items.find(({ id }) => id === row.id) : undefined
    if (now !== undefined) {
      person.value = now
      standing.value = now.duties
    }
    refusal.value = t('lists.duty.stale')
  }

  async function mayLeave(): Promise<boolean> {
    if (!isDirty.value) return true
    return ElMessageBox.confirm(t('lists.duty.leaveText'), t('lists.duty.leaveTitle'), {
      confirmButtonText: t('lists.duty.leave'),
      cancelButtonText: t('lists.duty.stay'),
    }).then(
      () => true,
      () => false,
    )
  }
  function beforeUnload(event: BeforeUnloadEvent): void {
    if (isDirty.value) event.preventDefault()
  }
  onBeforeRouteLeave(mayLeave)
  onBeforeRouteUpdate(mayLeave)
  onMounted(() => window.addEventListener('beforeunload', beforeUnload))
  onBeforeUnmount(() => window.removeEventListener('beforeunload', beforeUnload))

  return { person, text, fault, refusal, standing, isSaving, open, cancel, save }
}
