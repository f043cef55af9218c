import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { supervisingDepartment } from '#domain/norms/enterprise-codes.ts'
import { useCountyStore } from '#web/stores/county.ts'
import { useHazardStore } from '#web/stores/hazard.ts'
import { useHazardWords } from './use-hazard-words.ts'

/** What the ledger says of the hazard, in the order of its columns. */
export function useHazardFacts() {
  const { t, n } = useI18n()
  const county = useCountyStore()
  const store = useHazardStore()
  const words = useHazardWords()

  const facts = computed(() => {
    const one = store.hazard
    if (one === null) return []
    const fact = (id: string, value: string | null) => ({
      id,
      label: t(`hazards.fact.${id}`),
      value: value === null || value === '' ? '--' : value,
    })
    const township =
      county.region.data?.children.find(({ code }) => code === one.township)?.name ?? one.township
    const extended = one.extendedDeadline
    return [
      fact('unit', one.enterpriseName),
      fact('part', one.part),
      fact('riskPoint', one.riskPointName),
      fact('township', township),
      fact('department', supervisingDepartment(one.sector)),
      fact('found', `${words.minute(one.foundAt)} · ${one.foundBy}`),
      fact('check', [words.checkModeName(one.checkMode), words.sourceName(one.source)].join(' · ')),
      fact('inspectors', one.inspectors),
      fact('category', words.categoryName(one.category)),
      fact('accident', one.accident === null ? null : words.accidentName(one.accident)),
      fact('rule', one.ruleCode === null ? null : words.ruleText(one.ruleCode)),
      fact('manageType', words.manageTypeName(one.manageType)),
      fact('measure', one.measure),
      fact('interimMeasure', one.interimMeasure),
      fact('contingency', one.contingency),
      fact(
        'funds',
        one.fundsYuan === null ? null : t('hazards.yuan', { amount: n(one.fundsYuan) }),
      ),
      fact('rectifier', one.rectifierName),
      fact('responsible', one.responsibleDepartment),
      fact('acceptor', one.acceptorName),
      fact(
        'deadline',
        extended === null
          ? one.deadline
          : t('hazards.extended', { first: one.deadline ?? '--', day: extended }),
      ),
      ...(one.closedAt === null ? [] : [fact('closed', words.minute(one.closedAt))]),
      ...(one.supervised
        ? [fact('supervised', t(`hazards.supervisedLevel.${one.supervisedLevel ?? 'unsaid'}`))]
        : []),
    ]
  })

  return { facts }
}
