import fillingStation from '#data/templates/filling-station.json' with { type: 'json' }
import foodPlantAmmonia from '#data/templates/food-plant-ammonia.json' with { type: 'json' }
import garmentWorkshop from '#data/templates/garment-workshop.json' with { type: 'json' }
import type { PlanTemplate, SuggestedEvent, SuggestedPoint } from '../plan-template.ts'

const templates = [fillingStation, foodPlantAmmonia, garmentWorkshop] as unknown as PlanTemplate[]

/** Every plan template (图纸模板), all of them 示例. */
export function planTemplates(): readonly PlanTemplate[] {
  return templates
}

/** A plan template (图纸模板) by its id, or null. */
export function findPlanTemplate(id: string): PlanTemplate | null {
  return templates.find((template) => template.id === id) ?? null
}

/**
 * The templates (图纸模板) with those that suit an enterprise first.
 * Shape: industry code and flags of the enterprise → all templates, best first
 */
export function templatesFor(enterprise: {
  readonly industry: string | null
  readonly flags: readonly string[]
}): readonly { readonly template: PlanTemplate; readonly suits: boolean }[] {
  const industry = (enterprise.industry ?? '').replace(/^[A-Z]/, '')
  return templates
    .map((template) => {
      const { industries, flags } = template.suits
      const byFlag = flags.some((flag) => enterprise.flags.includes(flag))
      const byIndustry = industries.some((code) => industry.startsWith(code))
      return { template, suits: byFlag || byIndustry }
    })
    .sort((a, b) => Number(b.suits) - Number(a.suits))
}

/**
 * The template (图纸模板) a plan was most likely begun with, told by the names of its zones.
 * Shape: zone names → the template that shares most of them, null when none shares any
 */
export function templateOfZones(zoneNames: readonly string[]): PlanTemplate | null {
  const names = new Set(zoneNames)
  let best: { template: PlanTemplate; shared: number } | null = null
  for (const template of templates) {
    const shared = template.zones.filter(({ name }) => names.has(name)).length
    if (shared > (best?.shared ?? 0)) best = { template, shared }
  }
  return best?.template ?? null
}

const eventsByText = new Map<string, SuggestedEvent>(
  templates.flatMap((template) =>
    template.riskPoints.flatMap((point) =>
      point.events.map((event) => [`${event.accident} ${event.name}`, event] as const),
    ),
  ),
)

/** What the templates suggest for an event (风险事件) of this name and accident class, or null. */
export function suggestionFor(event: {
  readonly name: string
  readonly accident: string
}): SuggestedEvent | null {
  return eventsByText.get(`${event.accident} ${event.name}`) ?? null
}

/** How a point of a template is named outside it (建议风险点引用): template and key. */
export function suggestionRef(template: PlanTemplate, point: SuggestedPoint): string {
  return `${template.id}/${point.key}`
}

/** The point of a template (建议风险点) that such a name means, or null. */
export function findSuggestedPoint(ref: string): SuggestedPoint | null {
  const [templateId = '', key = ''] = ref.split('/')
  return findPlanTemplate(templateId)?.riskPoints.find((point) => point.key === key) ?? null
}
