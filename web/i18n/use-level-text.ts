import { useI18n } from 'vue-i18n'
import { riskLevelFacts, type RiskLevel } from '#domain/risk-level.ts'

/** A risk level (风险等级) in full: colour, letter and name in Chinese, letter and name in English. */
export function useLevelText(): (level: RiskLevel | null) => string {
  const { t, locale } = useI18n()
  return (level) => {
    if (level === null) return t('level.none')
    const { colourZh, letter, nameZh, nameEn } = riskLevelFacts(level)
    return locale.value === 'en' ? `${letter} · ${nameEn}` : `${colourZh} ${letter} · ${nameZh}`
  }
}
