import { useI18n } from 'vue-i18n'
import { HAZARD_LEVEL_NAMES, HAZARD_STATE_NAMES } from '#domain/hazard.ts'
import { checkModes, hazardCategories } from '#domain/norms/hazard-codes.ts'
import { findAccidentCategory } from '#domain/norms/accident-categories.ts'
import { controlTiers, measureCategories } from '#domain/norms/risk-codes.ts'
import { findItem } from '#domain/norms/table.ts'
import { postDutyItem } from '#domain/post-duty.ts'
import type { ListedHazardLine } from '#web/components/lists/ListedHazardTable.vue'
import type { PostDutySheet } from '#web/components/lists/PostDutyCard.vue'
import type { RiskControlLine } from '#web/components/lists/RiskControlTable.vue'
import type { ListedHazardRow, PostDutyRow, RiskControlRow } from '#web/stores/lists.ts'
import { useCodeNames } from '../county/use-code-names.ts'

const UNKNOWN = '--'

/** Rows of the three lists (三个清单) in the interface's language. */
export function useListWords() {
  const { t, locale, n } = useI18n()
  const { codeName } = useCodeNames()
  const named = ({ nameZh, nameEn }: { nameZh: string; nameEn: string }) =>
    locale.value === 'en' ? nameEn : nameZh
  const known = (texts: readonly (string | null)[], separator: string) =>
    texts.filter((text) => text !== null && text !== '').join(separator) || UNKNOWN
  const accidentName = (code: string | null) => {
    const category = code === null ? null : findAccidentCategory(code)
    return category === null ? (code ?? UNKNOWN) : codeName([category], category.code)
  }

  function riskControlLine(row: RiskControlRow): RiskControlLine {
    const grade = (of: RiskControlRow['current']) => ({
      values: of?.values ?? UNKNOWN,
      level: of?.level ?? null,
    })
    const method = row.current?.method ?? row.inherent?.method ?? null
    return {
      ...row,
      kind: t(`lists.kind.${row.kind}`),
      place: row.place ?? UNKNOWN,
      unit: row.unit ?? UNKNOWN,
      hazardFactor: known([row.hazardFactor, row.event], '；'),
      accident: accidentName(row.accident),
      method: method === 'DIRECT' ? t('lists.direct') : (method ?? UNKNOWN),
      inherent: grade(row.inherent),
      current: grade(row.current),
      measures: measureCategories.items.flatMap(({ code }) => {
        const texts = row.measures.flatMap(({ category, text }) => (category === code ? text : []))
        return texts.length === 0 ? [] : [{ category: t(`lists.measure.${code}`), texts }]
      }),
      tier: tierName(row.level),
      department: row.department ?? UNKNOWN,
      person: row.person ?? UNKNOWN,
      phone: row.phone ?? UNKNOWN,
      assessedOn: row.assessedOn ?? UNKNOWN,
      remark: row.sample ? t('lists.sample') : '',
    }
  }

  function tierName(level: RiskControlRow['level']): string {
    if (level === null) return UNKNOWN
    if (locale.value === 'en') return t(`lists.tier.${level}`)
    return findItem(controlTiers, String(level))?.name ?? UNKNOWN
  }

  const photos = (ids: readonly string[]) =>
    ids.length === 0 ? t('lists.noPhoto') : t('lists.photos', { count: ids.length })

  function hazardLine(row: ListedHazardRow): ListedHazardLine {
    const verdict =
      row.accepted === null ? null : t(row.accepted ? 'lists.accepted' : 'lists.refused')
    return {
      id: row.id,
      index: row.index,
      description: row.description,
      number: row.number,
      isMajor: row.hazardLevel === 'major',
      hazardLevel: named(HAZARD_LEVEL_NAMES[row.hazardLevel]),
      before: [
        row.foundOn,
        codeName(checkModes.items, row.checkMode),
        row.inspectors ?? UNKNOWN,
        row.part ?? UNKNOWN,
        row.riskPoint === null ? UNKNOWN : `${row.riskPoint.number} ${row.riskPoint.name}`,
        locale.value === 'en'
          ? t(`lists.category.${row.category}`)
          : (findItem(hazardCategories, row.category)?.name ?? row.category),
      ],
      after: [
        row.ruleCode ?? UNKNOWN,
        photos(row.photosBefore),
        row.measure ?? UNKNOWN,
        known([row.rectifier, row.department], '／'),
        row.fundsYuan === null ? UNKNOWN : n(row.fundsYuan),
        row.deadline ?? UNKNOWN,
        row.interimMeasure ?? UNKNOWN,
        row.completedOn ?? UNKNOWN,
        photos(row.photosAfter),
        row.acceptor ?? UNKNOWN,
        row.acceptedOn ?? UNKNOWN,
        known([verdict, row.acceptanceNote], '：'),
        named(HAZARD_STATE_NAMES[row.state]),
      ],
    }
  }

  function dutySheet(row: PostDutyRow, unit: string): PostDutySheet {
    const risks = new Map(
      row.risks.map((risk) => {
        const text = `${risk.number} ${risk.name} · ${risk.accidentName ?? UNKNOWN}`
        return [`${risk.level ?? ''} ${text}`, { text, level: risk.level }]
      }),
    )
    return {
      id: row.id,
      unit,
      department: row.department || UNKNOWN,
      post: row.post || UNKNOWN,
      name: row.name ?? UNKNOWN,
      phone: row.phone ?? UNKNOWN,
      duties: row.duties.map(postDutyItem),
      risks: [...risks].map(([key, risk]) => ({ key, ...risk })),
      measures: row.measures,
      checks: row.checks,
      emergency: row.emergency,
      sample: row.sample,
    }
  }

  return { riskControlLine, hazardLine, dutySheet }
}
