import { useI18n } from 'vue-i18n'
import { HAZARD_STATE_NAMES } from '#domain/hazard.ts'
import type { AuditLine } from '#web/stores/audit.ts'

/** The end of an id and the beginning of a checksum tell things apart; the whole stands in the title. */
const SHOWN_OF_ID = 8
const ID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/
const CHECKSUM = /^[\da-f]{64}$/

/** What the audit trail (审计) keeps as codes, in words; what has none is told as it is. */
export function useAuditWords() {
  const i18n = useI18n()
  const { t, locale } = i18n
  const word = (group: string, code: string): string | null =>
    i18n.te(`admin.audit.${group}.${code}`) ? t(`admin.audit.${group}.${code}`) : null
  const stateName = (code: string): string | null => {
    const state = Object.entries(HAZARD_STATE_NAMES).find(([known]) => known === code)?.[1]
    return state?.[locale.value === 'en' ? 'nameEn' : 'nameZh'] ?? null
  }

  /** `user.reset` is 账号 · 重置口令. */
  function actionText(action: string): string {
    const [noun = '', verb = ''] = action.split('.')
    const nounText = word('noun', noun)
    const verbText = word('verb', verb)
    if (nounText === null || verbText === null) return action
    return noun === 'session' ? verbText : `${nounText} · ${verbText}`
  }

  function subjectText({ subject }: AuditLine): string {
    if (subject === null) return '--'
    return `${word('noun', subject.kind) ?? subject.kind} ${shortened(subject.id)}`
  }

  function valueText(value: unknown): string {
    if (Array.isArray(value)) return value.map(valueText).join(t('list.comma'))
    if (typeof value === 'boolean') return t(value ? 'admin.audit.yes' : 'admin.audit.no')
    if (typeof value === 'object' && value !== null)
      return Object.values(value).map(valueText).join(' ')
    if (typeof value !== 'string') return value === null ? '--' : JSON.stringify(value)
    if (i18n.te(`role.${value}`)) return t(`role.${value}`)
    return word('value', value) ?? stateName(value) ?? shortened(value)
  }

  /** Settings that were changed are kept by name, each with what it was and what it is. */
  function entryText(key: string, value: unknown): string {
    if (key !== 'changed' || typeof value !== 'object' || value === null || Array.isArray(value))
      return `${word('key', key) ?? key} ${valueText(value)}`
    return Object.entries(value)
      .map(([field, pair]: [string, unknown]) => {
        const [before, after] = (Array.isArray(pair) ? pair : [null, pair]) as unknown[]
        const texts = { before: valueText(before) || '--', after: valueText(after) || '--' }
        return `${word('key', field) ?? field} ${t('admin.audit.change', texts)}`
      })
      .join(t('list.semicolon'))
  }

  function detailText({ detail }: AuditLine): string {
    return Object.entries(detail)
      .map(([key, value]) => entryText(key, value))
      .join(t('list.semicolon'))
  }

  /** The same with every code as it is kept. */
  function wholeText({ detail }: AuditLine): string {
    return Object.entries(detail)
      .map(([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
      .join('\n')
  }

  return { actionText, subjectText, detailText, wholeText }
}

function shortened(text: string): string {
  if (ID.test(text)) return text.slice(-SHOWN_OF_ID)
  return CHECKSUM.test(text) ? text.slice(0, SHOWN_OF_ID) : text
}
