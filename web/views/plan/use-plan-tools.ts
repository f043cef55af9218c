import { computed, shallowRef, type ComputedRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { v7 as newId } from 'uuid'
import type { LineString, Point, Polygon } from 'geojson'
import type { Geometry } from '#domain/geometry.ts'
import type { SymbolKind } from '#domain/plan.ts'
import {
  nextPointNumber,
  putRiskPoint,
  putStructure,
  putSymbol,
  putZone,
  removeItem,
  type ItemRef,
  type PlanDraft,
  type PlanPoint,
} from '#web/plan/draft.ts'
import type { Basis } from '#web/plan/levels.ts'
import { measureShape, measureText } from '#web/plan/measure.ts'
import { calibrate, shifted, zoneFromStructure } from '#web/plan/shapes.ts'
import { planTool, type PlanCommand, type ToolId } from '#web/plan/tools.ts'
import { usePlanStore } from '#web/stores/plan.ts'

type Drawn = Polygon | LineString | Point

/** A point that is named before it is placed, and the suggestion it answers. */
export interface NamedPoint {
  readonly name: string
  readonly suggestion?: string
}

/** The tool in hand, the thing selected, and what each gesture does to the draft. */
export function usePlanTools(canEdit: ComputedRef<boolean>, cancelDrawing: () => void) {
  const { t } = useI18n()
  const plan = usePlanStore()

  const tool = shallowRef<ToolId>('select')
  const symbol = shallowRef<SymbolKind>('hydrant')
  const selected = shallowRef<ItemRef | null>(null)
  const basis = shallowRef<Basis>('inherent')
  /** A point of the ledger waiting for its place. */
  const placingId = shallowRef<string | null>(null)
  /** A new point whose name is known already, waiting for its place. */
  const naming = shallowRef<NamedPoint | null>(null)
  const scaleLine = shallowRef<readonly [PlanPoint, PlanPoint] | null>(null)
  const scaleFault = shallowRef('')
  const measuredLine = shallowRef<LineString | null>(null)
  const pendingControls = shallowRef<readonly PlanPoint[]>([])

  const drawing = computed(() => planTool(tool.value))
  const placing = computed(() => plan.unplaced.find(({ id }) => id === placingId.value) ?? null)
  const hint = computed(() => {
    const waiting = placing.value?.name ?? naming.value?.name
    if (waiting !== undefined) return t('plan.side.placing', { name: waiting })
    return t(`plan.hint.${tool.value}`, { symbol: t(`plan.symbolKind.${symbol.value}`) })
  })
  const scaleMeasured = computed(() =>
    scaleLine.value === null || plan.draft === null
      ? ''
      : measureText(
          measureShape(
            { type: 'LineString', coordinates: scaleLine.value.map((point) => [...point]) },
            plan.draft.frame,
          ),
        ),
  )

  function reset() {
    tool.value = 'select'
    naming.value = null
    selected.value = null
    placingId.value = null
    scaleLine.value = null
    measuredLine.value = null
    pendingControls.value = []
  }

  function choose(next: ToolId) {
    if (!canEdit.value) return
    placingId.value = null
    naming.value = null
    measuredLine.value = null
    tool.value = next
    if (next !== 'select') selected.value = null
  }

  function select(item: ItemRef | null) {
    tool.value = 'select'
    placingId.value = null
    naming.value = null
    selected.value = item
  }

  function geometryOf(item: ItemRef): Geometry | null {
    const { draft } = plan
    if (draft === null) return null
    const byId = <T extends { readonly id: string }>(rows: readonly T[]) =>
      rows.find(({ id }) => id === item.id)
    switch (item.kind) {
      case 'zone':
        return byId(draft.zones)?.geometry ?? null
      case 'structure':
        return byId(draft.structures)?.geometry ?? null
      case 'symbol':
        return byId(draft.symbols)?.geometry ?? null
      case 'risk-point': {
        const position = byId(draft.riskPoints)?.position
        return position === undefined ? null : { type: 'Point', coordinates: [...position] }
      }
    }
  }

  /** The draft with one thing in another shape. */
  function withGeometry(draft: PlanDraft, item: ItemRef, geometry: Geometry): PlanDraft {
    const isArea = geometry.type === 'Polygon' || geometry.type === 'MultiPolygon'
    const zone = draft.zones.find(({ id }) => id === item.id)
    if (item.kind === 'zone' && zone !== undefined && isArea)
      return putZone(draft, { ...zone, geometry })
    const structure = draft.structures.find(({ id }) => id === item.id)
    if (item.kind === 'structure' && structure !== undefined)
      return putStructure(draft, { ...structure, geometry })
    const sign = draft.symbols.find(({ id }) => id === item.id)
    const isSign = geometry.type === 'Point' || geometry.type === 'LineString'
    if (item.kind === 'symbol' && sign !== undefined && isSign)
      return putSymbol(draft, { ...sign, geometry })
    const point = draft.riskPoints.find(({ id }) => id === item.id)
    const [x, y] = geometry.type === 'Point' ? geometry.coordinates : []
    if (item.kind === 'risk-point' && point !== undefined && x !== undefined && y !== undefined)
      return putRiskPoint(draft, { ...point, position: [x, y] })
    return draft
  }

  function drawn(geometry: Drawn) {
    const { id, structure } = drawing.value
    if (id === 'measure' && geometry.type === 'LineString') {
      measuredLine.value = geometry
      return
    }
    if (id === 'scale' && geometry.type === 'LineString') {
      const [a, b] = geometry.coordinates
      if (a === undefined || b === undefined) return
      scaleFault.value = ''
      scaleLine.value = [
        [a[0] ?? NaN, a[1] ?? NaN],
        [b[0] ?? NaN, b[1] ?? NaN],
      ]
      return
    }
    const item = addDrawn(newId(), geometry, structure ?? null)
    if (item !== null) select(item)
  }

  function addDrawn(
    id: string,
    geometry: Drawn,
    structure: NonNullable<typeof drawing.value.structure> | null,
  ): ItemRef | null {
    const label = t('plan.step.draw', { name: t(`plan.tool.${tool.value}`) })
    if (structure !== null) {
      const row = { id, kind: structure, name: '', geometry }
      plan.edit((draft) => putStructure(draft, row), label)
      return { kind: 'structure', id }
    }
    if (tool.value === 'route' && geometry.type === 'LineString') {
      const row = { id, kind: 'evacuation-route', text: '', geometry } as const
      plan.edit((draft) => putSymbol(draft, row), label)
      return { kind: 'symbol', id }
    }
    if (geometry.type !== 'Polygon') return null
    const zone = {
      id,
      name: '',
      kind: 'production',
      department: null,
      personId: null,
      geometry,
    } as const
    plan.edit((draft) => putZone(draft, zone), label)
    return { kind: 'zone', id }
  }

  function place(position: PlanPoint) {
    if (tool.value === 'control-point') {
      pendingControls.value = [...pendingControls.value, position]
      select(null)
      return
    }
    if (tool.value === 'symbol') {
      const id = newId()
      const geometry = { type: 'Point' as const, coordinates: [...position] }
      const row = { id, kind: symbol.value, text: '', geometry }
      plan.edit((draft) => putSymbol(draft, row), t('plan.step.symbol'))
      if (symbol.value === 'text') select({ kind: 'symbol', id })
      return
    }
    const known = placing.value
    const id = known?.id ?? newId()
    plan.edit(
      (draft) =>
        putRiskPoint(draft, {
          id,
          number: known?.number ?? nextPointNumber([...draft.riskPoints, ...plan.ledger]),
          name: known?.name ?? '',
          position,
          isNew: known === null,
          ...naming.value,
        }),
      t('plan.step.place'),
    )
    select({ kind: 'risk-point', id })
  }

  function placeKnown(id: string) {
    choose('risk-point')
    placingId.value = id
  }

  /** Take a named point in hand: the next click on the sheet is its place. */
  function placeNamed(point: NamedPoint) {
    choose('risk-point')
    naming.value = point
  }

  function reshaped(item: ItemRef, geometry: Geometry, isMove: boolean) {
    const label = t(isMove ? 'plan.step.move' : 'plan.step.reshape')
    plan.edit((draft) => withGeometry(draft, item, geometry), label)
  }

  function nudge(dx: number, dy: number) {
    const item = selected.value
    const geometry = item === null ? null : geometryOf(item)
    if (item === null || geometry === null || !canEdit.value) return
    plan.edit(
      (draft) => withGeometry(draft, item, shifted(geometry, dx, dy)),
      t('plan.step.move'),
      `nudge ${item.id}`,
    )
  }

  function remove() {
    const item = selected.value
    if (item === null || !canEdit.value) return
    const name = t(`plan.conflict.${item.kind}`)
    plan.edit((draft) => removeItem(draft, item), t('plan.step.remove', { name }))
    selected.value = null
  }

  function setScale(meters: number) {
    const line = scaleLine.value
    if (line === null || plan.draft === null) return
    const result = calibrate(plan.draft, line[0], line[1], meters)
    if (!result.ok) {
      scaleFault.value = result.issues[0]?.message ?? ''
      return
    }
    plan.edit(() => result.value, t('plan.step.scale'))
    scaleLine.value = null
    select(null)
  }

  /** Make a zone of the selected structure. */
  function makeZone() {
    const structure = plan.draft?.structures.find(({ id }) => id === selected.value?.id)
    const zone = structure === undefined ? null : zoneFromStructure(structure, newId())
    if (zone === null) return
    plan.edit((draft) => putZone(draft, zone), t('plan.step.zoneFrom'))
    select({ kind: 'zone', id: zone.id })
  }

  function cancel() {
    cancelDrawing()
    if (tool.value !== 'select') choose('select')
    else selected.value = null
  }

  /** Do what a key or a button asks. */
  function run(command: PlanCommand) {
    if (command.kind === 'basis') basis.value = basis.value === 'inherent' ? 'current' : 'inherent'
    else if (command.kind === 'cancel') cancel()
    else if (!canEdit.value) return
    else if (command.kind === 'tool') choose(command.tool)
    else if (command.kind === 'undo') plan.stepBack()
    else if (command.kind === 'redo') plan.stepForward()
    else if (command.kind === 'delete') remove()
  }

  return {
    tool,
    symbol,
    selected,
    basis,
    placingId,
    placing,
    naming,
    scaleLine,
    scaleFault,
    scaleMeasured,
    measuredLine,
    pendingControls,
    drawing,
    hint,
    reset,
    choose,
    select,
    geometryOf,
    drawn,
    place,
    placeKnown,
    placeNamed,
    reshaped,
    nudge,
    remove,
    setScale,
    cancelScale: () => (scaleLine.value = null),
    dropControl: (index: number) =>
      (pendingControls.value = pendingControls.value.filter((_, at) => at !== index)),
    clearControls: () => (pendingControls.value = []),
    makeZone,
    run,
  }
}

export type PlanToolbox = ReturnType<typeof usePlanTools>
