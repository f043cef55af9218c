import {
  Map as GlMap,
  Marker,
  NavigationControl,
  prewarm,
  ScaleControl,
  setWorkerUrl,
  type LngLatBoundsLike,
  type MapGeoJSONFeature,
  type MapMouseEvent,
  type PaddingOptions,
  type StyleSpecification,
} from 'maplibre-gl'
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url'
import type { BoundingBox } from '#domain/position.ts'
import { presenceHeaders } from '#web/presence.ts'
import type { AreaTool, AreaToolHandlers } from './area/area-tool.ts'
import { hatchImage } from './hatch.ts'
import { leaveOutHiddenSky } from './hidden-sky.ts'

setWorkerUrl(workerUrl)
// The worker comes while the page still asks what to show.
prewarm()

/** What a map tells its owner; features are plain properties, never instances of the library. */
export interface MapHandlers {
  readonly onReady?: () => void
  readonly onPointer?: (lngLat: readonly [number, number] | null, hit: MapHit | null) => void
  readonly onPick?: (hit: MapHit | null) => void
  /** Where a click was, whatever lies there. */
  readonly onPlace?: (lngLat: readonly [number, number]) => void
  readonly onView?: (view: MapView) => void
  readonly onResize?: () => void
  readonly onContextLost?: () => void
  readonly onContextRestored?: () => void
}

export interface MapHit {
  readonly layer: string
  readonly properties: Readonly<Record<string, unknown>>
  readonly lngLat: readonly [number, number]
}

export interface MapView {
  readonly center: readonly [number, number]
  readonly zoom: number
}

export interface MapOptions {
  readonly bounds: LngLatBoundsLike
  readonly padding: PaddingOptions
  /** Layers that answer a click, the topmost first. */
  readonly pickable: readonly string[]
  readonly locale: Readonly<Record<string, string>>
  readonly maxZoom?: number
  /** False on a large screen, where nothing needs to be clicked. */
  readonly controls?: boolean
}

/** A place that is pointed out for a while (脉冲标记). */
export interface MapPulse {
  readonly id: string
  readonly position: readonly [number, number]
}

/** How a box is looked at: degrees from straight down, degrees from north. */
export interface MapAngle {
  readonly pitch: number
  readonly bearing: number
}

/** What a page may ask of a shown map (地图操作). */
export interface MapHandle {
  fit: (bounds: LngLatBoundsLike, padding: PaddingOptions, maxZoom: number) => void
  flyTo: (
    center: readonly [number, number],
    zoom: number,
    padding: Required<PaddingOptions>,
  ) => void
  /** Ask again for all tiles: what they show has changed. */
  refreshTiles: () => void
  /** Bring a box into view at an angle. */
  look: (bounds: LngLatBoundsLike, padding: PaddingOptions, angle: MapAngle) => void
  /** Turn a little, without easing; false while the last turn is not drawn yet. */
  turn: (degrees: number) => boolean
  /** The box of the ground that no panel covers. */
  visibleBox: (padding: Required<PaddingOptions>) => BoundingBox | null
  /** The tool that draws areas, brought when it is first asked for. */
  areaTool: (handlers: AreaToolHandlers) => Promise<AreaTool | null>
  /** Where a place is in the window, in pixels. */
  locate: (position: readonly [number, number]) => readonly [number, number] | null
}

/** What part of the height that tilting gives away is given back to the size: hills need room above. */
const TILT_GAIN = 0.45

/**
 * The one owner of a GL map: shows a style, reports pointer, picks and view, and takes everything away again.
 *
 * The style is a value; showing the same value twice does nothing.
 */
export class MapController {
  readonly #map: GlMap
  readonly #pickable: readonly string[]
  #shown: StyleSpecification
  readonly #pulses = new Map<string, Marker>()
  #ready = false
  #removed = false
  #areaTool: AreaTool | null = null
  /** The click that ends an area is heard here after it: it picks nothing, and a second one zooms nothing. */
  #isFinishing = false
  /** While the picture is lost the renderer has no style: asking it for one fails. */
  #lost = false
  #observer: ResizeObserver

  constructor(
    container: HTMLElement,
    style: StyleSpecification,
    options: MapOptions,
    handlers: MapHandlers,
  ) {
    this.#pickable = options.pickable
    this.#shown = style
    this.#map = new GlMap({
      container,
      style,
      bounds: options.bounds,
      fitBoundsOptions: { padding: options.padding },
      attributionControl: false,
      maxZoom: options.maxZoom ?? 21,
      minZoom: 2,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      trackResize: false,
      fadeDuration: 120,
      locale: { ...options.locale },
      // Tiles are asked for again by themselves when what they show has changed.
      transformRequest: (url) => ({ url, headers: presenceHeaders() }),
    })
    leaveOutHiddenSky(this.#map)
    this.#map.touchZoomRotate.disableRotation()
    if (options.controls !== false) {
      this.#map.addControl(new NavigationControl({ showCompass: false }), 'bottom-right')
      this.#map.addControl(new ScaleControl({ unit: 'metric', maxWidth: 90 }), 'bottom-right')
    }
    this.#map.setMissingStyleImageResolver((id) => {
      const image = hatchImage(id)
      if (image !== null) this.#map.addImage(id, image, { pixelRatio: 2 })
    })
    this.#map.once('idle', () => {
      this.#ready = true
      container.dataset.mapReady = 'true'
      handlers.onReady?.()
    })
    this.#map.on('mousemove', (event) => {
      // While the map is dragged nothing is pointed at, and looking would cost every frame.
      if (event.originalEvent.buttons !== 0) return
      if (this.#areaTool?.isDrawing === true) return
      const hit = this.#hit(event)
      if (this.#areaTool?.hasHandleAt(event.point) !== true)
        this.#map.getCanvas().style.cursor = hit === null ? '' : 'pointer'
      handlers.onPointer?.([event.lngLat.lng, event.lngLat.lat], hit)
    })
    this.#map.on('mouseout', () => handlers.onPointer?.(null, null))
    this.#map.on('mousedown', () => (this.#isFinishing = false))
    this.#map.on('dblclick', (event) => {
      if (this.#isFinishing) event.preventDefault()
    })
    this.#map.on('click', (event) => {
      if (this.#isFinishing || this.#areaTool?.isDrawing === true) return
      if (this.#areaTool?.hasHandleAt(event.point) === true) return
      handlers.onPick?.(this.#hit(event))
      handlers.onPlace?.([event.lngLat.lng, event.lngLat.lat])
    })
    this.#map.on('moveend', () => handlers.onView?.(this.view()))
    this.#map.on('webglcontextlost', () => {
      this.#lost = true
      handlers.onContextLost?.()
    })
    this.#map.on('webglcontextrestored', () => {
      this.#lost = false
      leaveOutHiddenSky(this.#map)
      // The renderer brings back what it showed when it lost the picture; since then it may be another.
      this.#map.setStyle(this.#shown, { diff: true })
      handlers.onContextRestored?.()
    })
    this.#observer = new ResizeObserver(() => {
      this.#map.resize()
      handlers.onResize?.()
    })
    this.#observer.observe(container)
  }

  /** Show a style; unchanged parts are kept by the renderer's own comparison. */
  show(style: StyleSpecification): void {
    if (style === this.#shown) return
    this.#shown = style
    if (!this.#lost) this.#map.setStyle(style, { diff: true })
  }

  /** Bring a box into the part of the map that no panel covers. */
  fit(bounds: LngLatBoundsLike, padding: PaddingOptions, maxZoom: number): void {
    this.#map.fitBounds(bounds, { padding, maxZoom, duration: this.#motion() })
  }

  /** Bring a place into the middle of what no panel covers. */
  flyTo(center: readonly [number, number], zoom: number, padding: Required<PaddingOptions>): void {
    this.#map.easeTo({
      center: [center[0], center[1]],
      zoom,
      // An offset and no padding: the map would keep the padding, and the next fit would add its own.
      offset: [(padding.left - padding.right) / 2, (padding.top - padding.bottom) / 2],
      duration: this.#motion(),
    })
  }

  /** Ask again for every tile; the ones that are shown stay until the new ones are there. */
  refreshTiles(): void {
    if (!this.#ready || this.#lost) return
    for (const [id, source] of Object.entries(this.#shown.sources))
      if ('tiles' in source) this.#map.refreshTiles(id)
  }

  /** Bring a box into view at an angle (视角). */
  look(bounds: LngLatBoundsLike, padding: PaddingOptions, { pitch, bearing }: MapAngle): void {
    const camera = this.#map.cameraForBounds(bounds, { padding, bearing })
    if (camera === undefined) return
    // A tilted ground is shorter than a flat one: it may come nearer by as much.
    const nearer = Math.log2(1 / Math.cos((pitch * Math.PI) / 180)) * TILT_GAIN
    const duration = this.#ready ? 2 * this.#motion() : 0
    this.#map.easeTo({ ...camera, zoom: (camera.zoom ?? 0) + nearer, pitch, duration })
  }

  /** Turn about the middle without easing: one frame, where an animation would ask for sixty a second. */
  turn(degrees: number): boolean {
    if (this.#lost || this.#map.isMoving() || !this.#map.areTilesLoaded()) return false
    this.#map.jumpTo({ bearing: this.#map.getBearing() + degrees })
    return true
  }

  /** The box of the ground that no panel covers (当前视野). */
  visibleBox({ top, right, bottom, left }: Required<PaddingOptions>): BoundingBox {
    const { clientWidth, clientHeight } = this.#map.getContainer()
    const upper = this.#map.unproject([left, top])
    const lower = this.#map.unproject([
      Math.max(left + 1, clientWidth - right),
      Math.max(top + 1, clientHeight - bottom),
    ])
    return [upper.lng, lower.lat, lower.lng, upper.lat]
  }

  /** The tool that draws areas (画区域); it comes when it is first asked for. */
  async areaTool({ onArea, onCorners }: AreaToolHandlers): Promise<AreaTool | null> {
    const { AreaTool } = await import('./area/area-tool.ts')
    if (this.#removed) return null
    this.#areaTool ??= new AreaTool(this.#map, {
      onArea: (corners) => {
        this.#isFinishing = true
        onArea(corners)
      },
      onCorners,
    })
    return this.#areaTool
  }

  /** Where a place is in the window, in pixels; for a map that fills no more than its container. */
  locate([lng, lat]: readonly [number, number]): readonly [number, number] {
    const { x, y } = this.#map.project([lng, lat])
    const { left, top } = this.#map.getContainer().getBoundingClientRect()
    return [left + x, top + y]
  }

  /**
   * Point places out (脉冲). The marks are elements above the map, moved by its own markers and drawn by
   * the style sheet: a layer that changes would draw the whole map again for every frame of it.
   */
  pulse(pulses: readonly MapPulse[]): void {
    const wanted = new Set(pulses.map(({ id }) => id))
    for (const [id, marker] of this.#pulses) {
      if (wanted.has(id)) continue
      marker.remove()
      this.#pulses.delete(id)
    }
    for (const { id, position } of pulses) {
      if (this.#pulses.has(id)) continue
      const element = document.createElement('div')
      element.className = 'map-pulse'
      element.dataset.pulse = id
      element.setAttribute('aria-hidden', 'true')
      element.append(document.createElement('i'))
      const marker = new Marker({ element }).setLngLat([position[0], position[1]])
      this.#pulses.set(id, marker.addTo(this.#map))
    }
  }

  view(): MapView {
    const { lng, lat } = this.#map.getCenter()
    return { center: [lng, lat], zoom: this.#map.getZoom() }
  }

  get ready(): boolean {
    return this.#ready
  }

  /** Take the map and everything it holds away. */
  remove(): void {
    this.#removed = true
    this.#observer.disconnect()
    this.#areaTool?.remove()
    this.#map.remove()
  }

  #motion(): number {
    return matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 600
  }

  #hit(event: MapMouseEvent): MapHit | null {
    const layers = this.#pickable.filter((layer) => this.#map.getLayer(layer) !== undefined)
    if (layers.length === 0) return null
    const reach = 4
    const found: MapGeoJSONFeature[] = this.#map.queryRenderedFeatures(
      [
        [event.point.x - reach, event.point.y - reach],
        [event.point.x + reach, event.point.y + reach],
      ],
      { layers },
    )
    const rank = (feature: MapGeoJSONFeature) => layers.indexOf(feature.layer.id)
    const best = [...found].sort((a, b) => rank(a) - rank(b))[0]
    if (best === undefined) return null
    return {
      layer: best.layer.id,
      properties: best.properties,
      lngLat: [event.lngLat.lng, event.lngLat.lat],
    }
  }
}
