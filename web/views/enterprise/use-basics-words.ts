import { useI18n } from 'vue-i18n'
import { sizes } from '#domain/norms/enterprise-codes.ts'
import { useCountyStore } from '#web/stores/county.ts'
import { useCodeNames } from '../county/use-code-names.ts'
import type { BasicsKey } from './basics-draft.ts'

const SHARED: Readonly<Partial<Record<BasicsKey, string>>> = {
  uscc: 'enterprise.uscc',
  township: 'enterprise.township',
  sector: 'enterprise.sector',
  industry: 'enterprise.industry',
  size: 'enterprise.size',
  safetyOfficer: 'enterprise.officer',
  phone: 'enterprise.phone',
  address: 'enterprise.address',
  employees: 'enterprise.employees',
}

/** What the fields of the basics are called, and what their codes mean. */
export function useBasicsWords() {
  const { t } = useI18n()
  const county = useCountyStore()
  const { codeName, sectorName, industryText } = useCodeNames()

  function labelOf(key: BasicsKey): string {
    if (key.startsWith('check.')) return t(`dossier.item.${key.slice('check.'.length)}`)
    return t(SHARED[key] ?? `dossier.basics.${key}`)
  }

  /** A field's text as it is read. */
  function textOf(key: BasicsKey, text: string): string {
    if (text === '') return '--'
    if (key.startsWith('check.')) return t(`dossier.basics.${text}`)
    if (key === 'standardization') return t(`dossier.grade.${text}`)
    if (key === 'sector') return sectorName(text)
    if (key === 'industry') return industryText(text)
    if (key === 'size') return codeName(sizes.items, text)
    if (key === 'township')
      return county.region.data?.children.find(({ code }) => code === text)?.name ?? text
    return text
  }

  return { labelOf, textOf }
}
