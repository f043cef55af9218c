import { computed, shallowRef, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { riskLevelFacts, type RiskLevel } from '#domain/risk-level.ts'
import { useLevelText } from '#web/i18n/use-level-text.ts'
import { planFeatures, type PlanWords } from '#web/map/plan/features.ts'
import { planPlacement } from '#web/map/plan/frame.ts'
import type { PlanWork, ShapeOnScreen } from '#web/map/plan/plan-controller.ts'
import { planStyle } from '#web/map/plan/style.ts'
import type { PlanDraft } from '#web/plan/draft.ts'
import { boxOf, measureShape, measureText, verticesOf, type Box } from '#web/plan/measure.ts'
import { snapShapes } from '#web/plan/snapping.ts'
import { usePlanStore } from '#web/stores/plan.ts'
import type { PlanToolbox } from './use-plan-tools.ts'

const EMPTY: PlanDraft = {
  name: '',
  frame: { unit: 'meter', metersPerUnit: 1, georeference: null },
  image: null,
  structures: [],
  zones: [],
  riskPoints: [],
  symbols: [],
}

/** What an empty sheet shows: a plant of usual size, in metres or pixels. */
const EMPTY_BOX: Box = { minX: 0, minY: 0, maxX: 160, maxY: 100 }

/** Everything drawn on the plan, as one box of its frame. */
function draftBox(draft: PlanDraft): Box {
  const { image } = draft
  const corners: readonly (readonly [number, number])[] =
    image === null
      ? []
      : [
          [0, 0],
          [image.width, image.height],
        ]
  const shapes = [...draft.structures, ...draft.zones, ...draft.symbols]
  const box = boxOf([
    ...corners,
    ...shapes.flatMap(({ geometry }) => verticesOf(geometry)),
    ...draft.riskPoints.map(({ position }) => position),
  ])
  return box === null || box.maxX - box.minX + box.maxY - box.minY === 0 ? EMPTY_BOX : box
}

/** The draft as the map shows it, and what the pointer works on. */
export function usePlanScene(tools: PlanToolbox, canEdit: ComputedRef<boolean>) {
  const { t, locale } = useI18n()
  const levelText = useLevelText()
  const plan = usePlanStore()
  const shapeOnScreen = shallowRef<ShapeOnScreen | null>(null)

  const draft = computed(() => plan.draft ?? EMPTY)
  const frame = computed(() => draft.value.frame)
  const placement = computed(() => planPlacement(frame.value))
  const planBox = computed(() => draftBox(draft.value))

  const words = computed<PlanWords>(() => {
    const isEnglish = locale.value === 'en'
    return {
      unnamedZone: t('plan.unnamedZone'),
      level: levelText,
      mark: (level: RiskLevel | null) => {
        if (level === null) return t('plan.ungraded')
        const { colourZh, letter } = riskLevelFacts(level)
        return isEnglish ? letter : `${colourZh}${letter}`
      },
      letter: (level: RiskLevel | null) => {
        if (level === null) return ''
        const { colourZh, letter } = riskLevelFacts(level)
        return isEnglish ? letter : colourZh
      },
    }
  })
  /** Control points are shown while they are being set. */
  const controls = computed(() => {
    const pending = tools.pendingControls.value
    if (pending.length === 0 && tools.tool.value !== 'control-point') return []
    const known = frame.value.georeference?.controlPoints ?? []
    return [...known.map(({ plan: place }) => place), ...pending]
  })
  const features = computed(() =>
    planFeatures(
      draft.value,
      plan.pointLevels,
      plan.zoneLevels,
      tools.basis.value,
      words.value,
      controls.value,
    ),
  )
  const picture = computed(() => {
    const { image } = draft.value
    const id = plan.document?.id
    return image === null || id === undefined ? null : { image, url: plan.imageUrl(id, image.id) }
  })
  const mapStyle = computed(() =>
    planStyle({
      features: features.value,
      placement: placement.value,
      picture: picture.value,
      selected: tools.selected.value,
    }),
  )

  const shapes = computed(() => snapShapes([...draft.value.zones, ...draft.value.structures]))
  const edited = computed<PlanWork['edited']>(() => {
    const item = tools.selected.value
    const geometry = item === null || !canEdit.value ? null : tools.geometryOf(item)
    if (item === null || geometry === null || geometry.type === 'MultiPolygon') return null
    // The drawing tool knows no holes: such a shape is named and nudged, not dragged.
    if (geometry.type === 'Polygon' && geometry.coordinates.length > 1) return null
    return { item, geometry }
  })
  const work = computed<PlanWork>(() => ({
    placement: placement.value,
    mode: canEdit.value ? tools.drawing.value.mode : 'view',
    edited: tools.tool.value === 'select' ? edited.value : null,
    snapShapes: shapes.value,
  }))

  const measure = computed(() => {
    const line = tools.measuredLine.value
    const shape = shapeOnScreen.value?.geometry ?? line
    return shape === null ? '' : measureText(measureShape(shape, frame.value))
  })

  return { mapStyle, work, planBox, measure, edited, shapeOnScreen }
}
