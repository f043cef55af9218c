import { SELF_CHECK_ITEMS } from '#domain/enterprise-profile.ts'
import { checkUscc, usccWarnings } from '#domain/uscc.ts'
import type { EnterpriseDetail } from '#web/stores/enterprise.ts'
import type { EnterpriseChange } from '#web/stores/enterprise-file.ts'

/** What only those who keep the ledger change. */
const LEDGER_KEYS = ['name', 'uscc', 'township', 'sector', 'industry', 'size'] as const
const OWN_KEYS = [
  'legalRepresentative',
  'principalPerson',
  'safetyOfficer',
  'phone',
  'address',
  'employees',
  'businessScope',
  'standardization',
  'position',
] as const
const CHECK_KEYS = SELF_CHECK_ITEMS.map((item) => `check.${item}` as const)
export const BASICS_KEYS = [...LEDGER_KEYS, ...OWN_KEYS, ...CHECK_KEYS] as const
export type BasicsKey = (typeof BASICS_KEYS)[number]

/** The form's fields as text (表单草稿): what is typed, kept and compared. */
export type BasicsDraft = Record<BasicsKey, string>

/** An enterprise as the form's fields say it. */
export function draftOf(one: EnterpriseDetail): BasicsDraft {
  const checks = Object.fromEntries(
    SELF_CHECK_ITEMS.map((item) => {
      const found = one.selfCheck[item]
      return [`check.${item}`, found === true ? 'yes' : found === false ? 'no' : '']
    }),
  )
  const texts = Object.fromEntries(
    [...LEDGER_KEYS, ...OWN_KEYS].map((key) => {
      if (key === 'position')
        return [key, one.position?.map((degrees) => degrees.toFixed(6)).join(', ') ?? '']
      const value = one[key]
      return [key, value === null ? '' : String(value)]
    }),
  )
  return { ...texts, ...checks } as BasicsDraft
}

/** The fields that differ between two drafts, in the form's order. */
export function differing(a: BasicsDraft, b: BasicsDraft): BasicsKey[] {
  return BASICS_KEYS.filter((key) => a[key].trim() !== b[key].trim())
}

/** What the server is asked to change. */
export function changeOf(draft: BasicsDraft, base: BasicsDraft): EnterpriseChange {
  const keys = differing(draft, base)
  const change: Record<string, unknown> = {}
  for (const key of keys) {
    const text = draft[key].trim()
    if (key.startsWith('check.')) change.selfCheck = selfCheckOf(draft)
    else if (key === 'employees') change.employees = text === '' ? null : Number(text)
    else if (key === 'position') change.position = text === '' ? null : positionOf(text)
    else change[key] = text === '' ? null : text
  }
  return change
}

function selfCheckOf(draft: BasicsDraft) {
  return Object.fromEntries(
    SELF_CHECK_ITEMS.map((item) => {
      const text = draft[`check.${item}`]
      return [item, text === '' ? null : text === 'yes']
    }),
  )
}

/** Longitude and latitude of the form's text, or null for none. */
export function positionOf(text: string): [number, number] | null {
  const [lng, lat] = text.split(',').map(Number)
  return lng === undefined || lat === undefined || Number.isNaN(lng + lat) ? null : [lng, lat]
}

/** What is wrong with the draft (校验), as it is typed: field → a code of the words or a message. */
export function faultsOf(draft: BasicsDraft): Partial<Record<BasicsKey, string>> {
  const found: Partial<Record<BasicsKey, string>> = {}
  if (draft.name.trim() === '') found.name = 'need'
  if (draft.uscc.trim() !== '') {
    const code = checkUscc(draft.uscc)
    if (!code.ok) found.uscc = code.issues[0]?.message ?? ''
  }
  const employees = draft.employees.trim()
  if (employees !== '' && !(/^\d{1,7}$/.test(employees) && Number(employees) <= 1_000_000))
    found.employees = 'number'
  const phone = draft.phone.trim()
  if (phone !== '' && !/^[\d +()-]{3,30}$/.test(phone)) found.phone = 'phone'
  return found
}

/** What is unusual about the credit code (信用代码提示) but allowed. */
export function warningsOf(draft: BasicsDraft): string[] {
  const code = checkUscc(draft.uscc)
  if (!code.ok || draft.township === '') return []
  return usccWarnings(code.value, draft.township).map(({ message }) => message)
}
