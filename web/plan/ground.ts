import { findPlanTemplate } from '#domain/norms/plan-templates.ts'
import { applyTemplate } from '#domain/plan-template.ts'
import type { PlanImage, PlanInput } from '#domain/plan.ts'
import type { PlanDraft } from './draft.ts'
import { withImage } from './shapes.ts'

/** What a first plan is drawn on (底图): a template, an empty sheet of a known size, a picture. */
export type GroundChoice =
  | { readonly kind: 'template'; readonly id: string }
  | { readonly kind: 'empty'; readonly width: number; readonly height: number }
  | { readonly kind: 'picture'; readonly file: File }

/** A draft without anything on it. */
export function isEmptyDraft(draft: PlanDraft): boolean {
  const { image, zones, structures, symbols, riskPoints } = draft
  const drawn = zones.length + structures.length + symbols.length + riskPoints.length
  return image === null && drawn === 0
}

/**
 * Lay a ground under an empty draft (铺底图): the template's sheet, or the outline of the plot.
 * Errors: RangeError for a template that is not there, or a draft that is not empty
 */
export function withGround(
  draft: PlanDraft,
  choice: Exclude<GroundChoice, { kind: 'picture' }>,
  newId: () => string,
): PlanDraft {
  if (choice.kind === 'template') {
    const template = findPlanTemplate(choice.id)
    if (template === null) throw new RangeError(`no template ${choice.id}`)
    const plan: PlanInput = { ...draft, riskPoints: [] }
    const applied = applyTemplate(plan, template, newId)
    if (!applied.ok) throw new RangeError(applied.issues[0]?.code)
    const { frame, structures, zones, symbols } = applied.value.plan
    return { ...draft, frame, structures, zones, symbols }
  }
  const { width, height } = choice
  const corners = [
    [0, 0],
    [width, 0],
    [width, height],
    [0, height],
    [0, 0],
  ]
  const geometry = { type: 'Polygon' as const, coordinates: [corners] }
  return {
    ...draft,
    frame: { unit: 'meter', metersPerUnit: 1, georeference: null },
    structures: [{ id: newId(), kind: 'fence', name: '厂界', geometry }],
  }
}

/** Lay a picture under an empty draft; its scale is still to be told. */
export function withPicture(
  draft: PlanDraft,
  picture: Pick<PlanImage, 'id' | 'width' | 'height'>,
): PlanDraft {
  return withImage(draft, { ...picture, opacity: 0.7, rotation: 0 })
}
