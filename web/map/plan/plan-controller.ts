import { Map as GlMap, NavigationControl, ScaleControl, setWorkerUrl } from 'maplibre-gl'
import type { MapMouseEvent, PaddingOptions, Point, StyleSpecification } from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'
import type { Geometry } from '#domain/geometry.ts'
import { isSameItem, type ItemKind, type ItemRef, type PlanPoint } from '#web/plan/draft.ts'
import { boxOf, verticesOf, type Box } from '#web/plan/measure.ts'
import {
  boxPolygon,
  snapBox,
  snapMovedBox,
  snapTarget,
  uprightBox,
  type SnapShape,
} from '#web/plan/snapping.ts'
import type { DrawMode } from '#web/plan/tools.ts'
import { leaveOutHiddenSky } from '../hidden-sky.ts'
import { DrawTool, type DrawnGeometry } from './draw-tool.ts'
import { geometryToMap, geometryToPlan, type PlanPlacement } from './frame.ts'
import { PLAN_LAYERS } from './ids.ts'
import { planImage } from './images.ts'

setWorkerUrl(workerUrl)

/** A shape being drawn or held, and where on the canvas its measures are written. */
export interface ShapeOnScreen {
  readonly geometry: Geometry
  readonly x: number
  readonly y: number
}

/** What the plan map tells its owner, all in the plan's own frame. */
export interface PlanHandlers {
  readonly onReady: () => void
  readonly onPick: (item: ItemRef | null) => void
  readonly onPlace: (point: PlanPoint) => void
  readonly onDrawn: (geometry: DrawnGeometry) => void
  readonly onReshaped: (item: ItemRef, geometry: DrawnGeometry, isMove: boolean) => void
  readonly onShape: (shape: ShapeOnScreen | null) => void
  readonly onNudge: (dx: number, dy: number) => void
  readonly onContextLost: () => void
}

/** What the pointer works on now. */
export interface PlanWork {
  readonly placement: PlanPlacement
  readonly mode: DrawMode
  /** The selected thing, where it can be reshaped or moved. */
  readonly edited: { readonly item: ItemRef; readonly geometry: DrawnGeometry } | null
  readonly snapShapes: readonly SnapShape[]
}

/** Layers that answer a click, the topmost first, and what each shows. */
const PICKABLE: readonly (readonly [layer: string, kind: ItemKind])[] = [
  [PLAN_LAYERS.riskPoints, 'risk-point'],
  [PLAN_LAYERS.symbols, 'symbol'],
  [PLAN_LAYERS.texts, 'symbol'],
  [PLAN_LAYERS.routes, 'symbol'],
  [PLAN_LAYERS.zoneNames, 'zone'],
  [PLAN_LAYERS.zones, 'zone'],
  [PLAN_LAYERS.fences, 'structure'],
  [PLAN_LAYERS.structureLines, 'structure'],
  [PLAN_LAYERS.roads, 'structure'],
  [PLAN_LAYERS.structureAreas, 'structure'],
]

const SNAP_PIXELS = 10
const PICK_PIXELS = 3
const ARROWS: Readonly<Record<string, PlanPoint>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
}

/**
 * The one owner of a plan's GL map and of the drawing tool on it; speaks the plan's frame outside.
 */
export class PlanController {
  readonly #map: GlMap
  readonly #container: HTMLElement
  readonly #handlers: PlanHandlers
  readonly #observer: ResizeObserver
  #shown: StyleSpecification
  #work: PlanWork
  #tool: DrawTool | null = null
  #mapped: { readonly plan: Geometry; readonly map: DrawnGeometry } | null = null
  #shape: Geometry | null = null
  #corner: PlanPoint | null = null
  /** The click that ends a shape is heard here after it, and picks nothing. */
  #isFinishing = false
  #picked: { readonly at: Point; readonly item: ItemRef | null } | null = null

  constructor(
    container: HTMLElement,
    style: StyleSpecification,
    work: PlanWork,
    view: {
      readonly box: Box
      readonly padding: PaddingOptions
      readonly locale: Readonly<Record<string, string>>
    },
    handlers: PlanHandlers,
  ) {
    this.#container = container
    this.#handlers = handlers
    this.#shown = style
    this.#work = work
    this.#map = new GlMap({
      container,
      style,
      bounds: this.#bounds(view.box),
      fitBoundsOptions: { padding: view.padding, maxZoom: 21 },
      attributionControl: false,
      maxZoom: 24,
      minZoom: 10,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      trackResize: false,
      fadeDuration: 0,
      doubleClickZoom: false,
      renderWorldCopies: false,
      locale: { ...view.locale },
    })
    leaveOutHiddenSky(this.#map)
    this.#map.touchZoomRotate.disableRotation()
    this.#map.addControl(new NavigationControl({ showCompass: false }), 'bottom-right')
    this.#map.addControl(new ScaleControl({ unit: 'metric', maxWidth: 110 }), 'bottom-left')
    this.#map.setMissingStyleImageResolver((id) => {
      const image = planImage(id)
      if (image !== null && !this.#map.hasImage(id))
        this.#map.addImage(id, image, { pixelRatio: 2 })
    })
    this.#map.once('load', () => this.#start())
    this.#map.once('idle', () => {
      container.dataset.mapReady = 'true'
      handlers.onReady()
    })
    this.#map.on('mousedown', () => (this.#isFinishing = false))
    this.#map.on('click', (event) => this.#click(event))
    this.#map.on('move', () => this.#tellShape())
    this.#map.on('webglcontextlost', handlers.onContextLost)
    container.addEventListener('keydown', this.#keydown, { capture: true })
    this.#observer = new ResizeObserver(() => this.#map.resize())
    this.#observer.observe(container)
  }

  /** Show a style; unchanged parts are kept by the renderer's own comparison. */
  show(style: StyleSpecification): void {
    if (style === this.#shown) return
    this.#shown = style
    if (this.#tool !== null) this.#map.setStyle(style, { diff: true })
  }

  /** Work in this way from now on. */
  work(work: PlanWork): void {
    const isOther = work.mode !== this.#work.mode
    this.#work = work
    if (isOther) this.#corner = null
    this.#apply()
  }

  /** Bring a box of the plan into the part of the map that no panel covers. */
  fit(box: Box, padding: PaddingOptions, maxZoom = 21): void {
    const duration = matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 350
    this.#map.fitBounds(this.#bounds(box), { padding, maxZoom, duration })
  }

  /** Bring a box into sight when it is out of it; a plan that shows it already stays as it is. */
  reveal(box: Box, padding: PaddingOptions): void {
    const { width, height } = this.#container.getBoundingClientRect()
    const corners = this.#bounds(box).map((corner) => this.#map.project(corner))
    const isSeen = corners.every(
      ({ x, y }) =>
        x >= (padding.left ?? 0) &&
        x <= width - (padding.right ?? 0) &&
        y >= (padding.top ?? 0) &&
        y <= height - (padding.bottom ?? 0),
    )
    if (!isSeen) this.fit(box, padding, this.#map.getZoom())
  }

  /** Give up what is half drawn. */
  cancel(): void {
    this.#corner = null
    this.#tool?.cancel()
  }

  focus(): void {
    this.#map.getCanvas().focus()
  }

  remove(): void {
    this.#container.removeEventListener('keydown', this.#keydown, { capture: true })
    this.#observer.disconnect()
    this.#tool?.remove()
    this.#map.remove()
  }

  #start(): void {
    this.#tool = new DrawTool(this.#map, {
      onDrawn: (geometry) => {
        this.#isFinishing = true
        this.#handlers.onDrawn(this.#toPlan(geometry))
      },
      onReshaped: (geometry, isMove) => {
        const item = this.#work.edited?.item
        if (item !== undefined)
          this.#handlers.onReshaped(item, this.#toPlan(geometry, isMove), isMove)
      },
      onDraft: (geometry) => {
        this.#shape = geometry === null ? null : geometryToPlan(this.#work.placement, geometry, [])
        this.#tellShape()
      },
      snap: (lngLat) => this.#snap(lngLat),
    })
    this.#map.setStyle(this.#shown, { diff: true })
    this.#apply()
  }

  #apply(): void {
    const { mode, edited, placement } = this.#work
    this.#map.getCanvas().style.cursor = mode === 'place' ? 'crosshair' : ''
    this.#tool?.setMode(mode)
    if (edited === null) this.#mapped = null
    else if (this.#mapped?.plan !== edited.geometry)
      this.#mapped = { plan: edited.geometry, map: geometryToMap(placement, edited.geometry) }
    this.#tool?.setEdited(this.#mapped?.map ?? null)
    if (edited !== null) this.#shape = edited.geometry
    this.#tellShape()
  }

  /** A drawn shape in the plan's frame; upright boxes have their sides laid on the walls beside them. */
  #toPlan(geometry: DrawnGeometry, isMove = false): DrawnGeometry {
    const { placement, edited, snapShapes } = this.#work
    const known = [
      ...(edited === null ? [] : verticesOf(edited.geometry)),
      ...snapShapes.flatMap(({ vertices }) => vertices),
    ]
    const plan = geometryToPlan(placement, geometry, known)
    const box = uprightBox(plan)
    if (box === null) return plan
    const snap = isMove ? snapMovedBox : snapBox
    return boxPolygon(snap(box, snapShapes, this.#reach(), edited?.item.id ?? null))
  }

  #reach(): number {
    const metersPerPixel = (2 * Math.PI * 6_378_137) / (512 * 2 ** this.#map.getZoom())
    return (SNAP_PIXELS * metersPerPixel) / this.#work.placement.metersPerUnit
  }

  #snap(lngLat: readonly [number, number]): readonly [number, number] | null {
    const { placement, snapShapes, edited } = this.#work
    const point = placement.toPlan(lngLat)
    const target = snapTarget(point, snapShapes, this.#reach(), edited?.item.id ?? null)
    return target === null ? null : placement.toLngLat(target)
  }

  #bounds({ minX, minY, maxX, maxY }: Box): [[number, number], [number, number]] {
    const { placement } = this.#work
    return [placement.toLngLat([minX, minY]), placement.toLngLat([maxX, maxY])]
  }

  #click(event: MapMouseEvent): void {
    const { mode, placement } = this.#work
    if (this.#isFinishing) this.#isFinishing = false
    else if (mode === 'place')
      this.#handlers.onPlace(placement.toPlan([event.lngLat.lng, event.lngLat.lat]))
    else if (
      mode === 'view' ||
      (mode === 'select' && this.#tool?.hasHandleAt(event.point) !== true)
    )
      this.#handlers.onPick(this.#hit(event))
  }

  /** The thing under a click; clicking there again goes to the next one below. */
  #hit({ point }: MapMouseEvent): ItemRef | null {
    const layers = PICKABLE.map(([layer]) => layer)
    const found = this.#map.queryRenderedFeatures(
      [
        [point.x - PICK_PIXELS, point.y - PICK_PIXELS],
        [point.x + PICK_PIXELS, point.y + PICK_PIXELS],
      ],
      { layers: layers.filter((layer) => this.#map.getLayer(layer) !== undefined) },
    )
    const items: ItemRef[] = []
    for (const [layer, kind] of PICKABLE)
      for (const feature of found) {
        const id: unknown = feature.properties.id
        if (feature.layer.id !== layer || typeof id !== 'string') continue
        if (!items.some((one) => isSameItem(one, { kind, id }))) items.push({ kind, id })
      }
    const isAgain = this.#picked?.at.dist(point) ?? Infinity
    const last = isAgain <= PICK_PIXELS ? (this.#picked?.item ?? null) : null
    const index = items.findIndex((item) => isSameItem(item, last))
    const item = items[(index + 1) % Math.max(1, items.length)] ?? null
    this.#picked = { at: point, item }
    return item
  }

  readonly #keydown = (event: KeyboardEvent): void => {
    if (event.target !== this.#map.getCanvas()) return
    const { mode, placement, edited } = this.#work
    const arrow = ARROWS[event.key]
    if (arrow !== undefined && mode === 'select' && edited !== null) {
      event.preventDefault()
      event.stopPropagation()
      const step = (event.shiftKey ? 5 : 0.5) / placement.metersPerUnit
      this.#handlers.onNudge(arrow[0] * step, arrow[1] * step)
    } else if (event.key === 'Enter') this.#enter(event)
  }

  /** Enter works where the cross in the middle of the map stands: a point, or a box's two corners. */
  #enter(event: KeyboardEvent): void {
    const { mode, placement } = this.#work
    const { lng, lat } = this.#map.getCenter()
    const point = placement.toPlan([lng, lat])
    if (mode === 'place') this.#handlers.onPlace(point)
    else if (mode === 'rectangle') {
      const corner = this.#corner
      this.#corner = corner === null ? point : null
      const box = corner === null ? null : boxOf([corner, point])
      if (box !== null && box.maxX > box.minX && box.maxY > box.minY)
        this.#handlers.onDrawn(boxPolygon(box))
    } else return
    event.preventDefault()
    event.stopPropagation()
  }

  #tellShape(): void {
    const box = this.#shape === null ? null : boxOf(verticesOf(this.#shape))
    if (this.#shape === null || box === null) return this.#handlers.onShape(null)
    const bottom = this.#map.project(
      this.#work.placement.toLngLat([(box.minX + box.maxX) / 2, box.minY]),
    )
    this.#handlers.onShape({ geometry: this.#shape, x: bottom.x, y: bottom.y })
  }
}
