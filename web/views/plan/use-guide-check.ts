import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { putZone } from '#web/plan/draft.ts'
import type { Finding } from '#web/plan/findings.ts'
import { fixOf } from '#web/plan/fixes.ts'
import { guideFindings } from '#web/plan/guide.ts'
import { usePlanGuideStore } from '#web/stores/plan-guide.ts'
import { usePlanStore } from '#web/stores/plan.ts'

/** The fourth step of the guide: what the check (检查) finds, and what mends it. */
export function useGuideCheck(findings: () => readonly Finding[]) {
  const { t } = useI18n()
  const plan = usePlanStore()
  const guide = usePlanGuideStore()

  const fixFor = (finding: Finding) =>
    plan.draft === null ? null : fixOf(plan.draft, finding, t('firstplan.zone'))
  const mendable = computed(() =>
    guideFindings(findings()).map((finding) => ({ finding, fix: fixFor(finding)?.kind ?? null })),
  )

  async function mend(finding: Finding): Promise<void> {
    const fix = fixFor(finding)
    if (fix === null) return
    plan.edit(() => fix.draft, t(`firstplan.fix.${fix.kind}`))
    await guide.saveDrawing()
  }

  /** One name for every area that has none. */
  async function assign(personId: string): Promise<void> {
    plan.edit(
      (draft) =>
        draft.zones
          .filter((zone) => zone.personId === null)
          .reduce((next, zone) => putZone(next, { ...zone, personId }), draft),
      t('plan.step.change'),
    )
    await guide.saveDrawing()
  }

  async function assignNew(name: string): Promise<void> {
    const personId = await plan.addPerson(name)
    if (personId !== null) await assign(personId)
  }

  return { mendable, mend, assign, assignNew }
}
