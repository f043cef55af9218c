import { computed, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { v7 as newId } from 'uuid'
import { pointInPolygon } from '#domain/geometry/measure.ts'
import { findPlanTemplate, suggestionRef, templateOfZones } from '#domain/norms/plan-templates.ts'
import type { SuggestedPoint } from '#domain/plan-template.ts'
import { nextPointNumber, putRiskPoint, removeItem } from '#web/plan/draft.ts'
import { usePlanStore } from '#web/stores/plan.ts'
import type { PlanToolbox } from './use-plan-tools.ts'

/** The second step of the guide: which risk points (风险点) of a list there are, and where. */
export function useGuidePoints(tools: PlanToolbox) {
  const { t } = useI18n()
  const plan = usePlanStore()

  const listId = shallowRef<string | null>(null)
  /** The list that was chosen, or the one whose areas the plan has. */
  const template = computed(() =>
    listId.value === null
      ? templateOfZones(plan.draft?.zones.map(({ name }) => name) ?? [])
      : findPlanTemplate(listId.value),
  )

  /** Points of the template stand where it puts them; on a sheet of one's own a click says where. */
  function have(points: readonly SuggestedPoint[]): void {
    const list = template.value
    if (list === null) return
    const placed: { point: SuggestedPoint; position: readonly [number, number] }[] = []
    for (const point of points) {
      const zoneName = list.zones.find(({ key }) => key === point.zone)?.name
      const zone = plan.draft?.zones.find(({ name }) => name === zoneName)
      if (zone !== undefined && pointInPolygon(point.position, zone.geometry))
        placed.push({ point, position: point.position })
    }
    if (placed.length > 0)
      plan.edit(
        (draft) =>
          placed.reduce((next, { point, position }) => {
            const number = nextPointNumber([...next.riskPoints, ...plan.ledger])
            const suggestion = suggestionRef(list, point)
            const row = { id: newId(), number, name: point.name, position, isNew: true, suggestion }
            return putRiskPoint(next, row)
          }, draft),
        t('plan.step.place'),
      )
    const waiting = points.find((point) => !placed.some((one) => one.point === point))
    if (waiting !== undefined)
      tools.placeNamed({ name: waiting.name, suggestion: suggestionRef(list, waiting) })
  }

  function haveNot(ref: string): void {
    const point = plan.draft?.riskPoints.find((one) => one.isNew && one.suggestion === ref)
    if (point !== undefined) remove(point.id)
  }

  function remove(id: string): void {
    const name = t('plan.conflict.risk-point')
    plan.edit(
      (draft) => removeItem(draft, { kind: 'risk-point', id }),
      t('plan.step.remove', { name }),
    )
    tools.select(null)
  }

  function select(id: string): void {
    tools.select({ kind: 'risk-point', id })
  }

  return { listId, template, have, haveNot, remove, select }
}
