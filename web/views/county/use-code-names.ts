import { useI18n } from 'vue-i18n'
import { industryName } from '#domain/norms/industries.ts'
import { sectors } from '#domain/norms/enterprise-codes.ts'
import { CODE_NAMES_EN } from '#web/i18n/code-names-en.ts'

type Coded = readonly { readonly code: string; readonly name: string }[]

/** Names of codes in the interface's language. */
export function useCodeNames() {
  const { locale } = useI18n()

  function codeName(items: Coded, code: string): string {
    const inEnglish = locale.value === 'en' ? CODE_NAMES_EN[code] : undefined
    return inEnglish ?? items.find((item) => item.code === code)?.name ?? code
  }

  return {
    codeName,
    sectorName: (code: string) => codeName(sectors.items, code),
    industryText: (code: string | null) =>
      code === null ? '--' : [code, industryName(code)].filter(Boolean).join(' '),
  }
}
