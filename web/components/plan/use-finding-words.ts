import { useI18n } from 'vue-i18n'
import type { Finding } from '#web/plan/findings.ts'

/** A finding of the check (检查结果) in words. */
export function useFindingWords(): (finding: Finding) => string {
  const { t } = useI18n()
  return ({ code, names }) => {
    const named = Object.fromEntries(
      Object.entries(names).map(([key, name]) => [
        key,
        name.trim() === '' && key !== 'number' ? t('plan.unnamedZone') : name,
      ]),
    )
    return t(`plan.finding.${code}`, named)
  }
}
