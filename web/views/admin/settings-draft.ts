import type { PasswordProfileCode } from '#domain/norms/password-profiles.ts'
import type { SettingsAnswer, SettingsInput } from '#web/stores/settings.ts'

const MOST_CHARACTERS = { organisation: 50, productTitle: 30, screenTitle: 40 } as const
const PHONE = /^[\d +()-]{3,30}$/

/** The fields of the settings' form (基础设置表单), as they are typed. */
export interface SettingsDraft {
  county: string
  organisation: string
  productTitle: string
  screenTitle: string
  passwordProfile: PasswordProfileCode
  lines: { name: string; phone: string }[]
}

/** What is wrong with a field: a code of the words, and what they need to say. */
export type SettingsFault =
  | { readonly code: 'countyFormat' | 'lineNameMissing' | 'phoneFormat' }
  | { readonly code: 'tooLong'; readonly most: number }

/** Settings as the form's fields say them. */
export function draftOf(settings: SettingsAnswer): SettingsDraft {
  return {
    county: settings.county ?? '',
    organisation: settings.organisation ?? '',
    productTitle: settings.productTitle ?? '',
    screenTitle: settings.screenTitle ?? '',
    passwordProfile: settings.passwordProfile,
    lines: settings.emergencyLines.map((line) => ({ ...line })),
  }
}

/** A draft of its own, which no input is bound to. */
export function copyOf(draft: SettingsDraft): SettingsDraft {
  return { ...draft, lines: draft.lines.map((line) => ({ ...line })) }
}

/** What the server is asked to save. */
export function inputOf(draft: SettingsDraft): SettingsInput {
  return {
    county: orNull(draft.county),
    organisation: orNull(draft.organisation),
    productTitle: orNull(draft.productTitle),
    screenTitle: orNull(draft.screenTitle),
    passwordProfile: draft.passwordProfile,
    emergencyLines: draft.lines.map(({ name, phone }) => ({
      name: name.trim(),
      phone: phone.trim(),
    })),
  }
}

const orNull = (text: string) => (text.trim() === '' ? null : text.trim())

/** Whether two drafts say the same, letter by letter. */
export function isSame(one: SettingsDraft, other: SettingsDraft): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** A draft begun from `base`, once the server says `theirs`: fields that were changed here stay as they are. */
export function broughtUpToDate(
  draft: SettingsDraft,
  base: SettingsDraft,
  theirs: SettingsDraft,
): SettingsDraft {
  const isLineChanged = JSON.stringify(draft.lines) !== JSON.stringify(base.lines)
  const kept = <K extends keyof SettingsDraft>(key: K) =>
    draft[key] === base[key] ? theirs[key] : draft[key]
  return copyOf({
    county: kept('county'),
    organisation: kept('organisation'),
    productTitle: kept('productTitle'),
    screenTitle: kept('screenTitle'),
    passwordProfile: kept('passwordProfile'),
    lines: (isLineChanged ? draft : theirs).lines,
  })
}

/** What is wrong with a draft (校验), as it is typed; the name and the phone of a line go by its number from 0. */
export function faultsOf(draft: SettingsDraft): Readonly<Record<string, SettingsFault>> {
  const found: Record<string, SettingsFault> = {}
  const county = draft.county.trim()
  if (county !== '' && !/^\d{6}$/.test(county)) found.county = { code: 'countyFormat' }
  for (const field of ['organisation', 'productTitle', 'screenTitle'] as const)
    if (Array.from(draft[field].trim()).length > MOST_CHARACTERS[field])
      found[field] = { code: 'tooLong', most: MOST_CHARACTERS[field] }
  for (const [index, { name, phone }] of draft.lines.entries()) {
    if (name.trim() === '') found[`name${index}`] = { code: 'lineNameMissing' }
    if (!PHONE.test(phone.trim())) found[`phone${index}`] = { code: 'phoneFormat' }
  }
  return found
}
