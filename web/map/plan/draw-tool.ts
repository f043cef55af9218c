import type { LineString, Point, Polygon } from 'geojson'
import type { Map as GlMap } from 'maplibre-gl'
import { TerraDraw, type GeoJSONStoreFeatures } from 'terra-draw'
import { uprightBox } from '#web/plan/snapping.ts'
import type { DrawMode } from '#web/plan/tools.ts'
import { drawModes, TOOL_MODE } from './draw-modes.ts'
import { OverlayAdapter } from './overlay-adapter.ts'

/** A shape the drawing tool can hold; others are moved and named, not reshaped. */
export type DrawnGeometry = Polygon | LineString | Point

/** What the tool tells its owner, in the map's degrees. */
export interface DrawToolHandlers {
  readonly onDrawn: (geometry: DrawnGeometry) => void
  /** `isMove`: as a whole, its shape unchanged. */
  readonly onReshaped: (geometry: DrawnGeometry, isMove: boolean) => void
  /** The shape under the pointer while it is drawn or dragged; null when there is none any more. */
  readonly onDraft: (geometry: DrawnGeometry | null) => void
  readonly snap: (lngLat: readonly [number, number]) => readonly [number, number] | null
}

const DECIMALS = 9
const HANDLE_PIXELS = 9

type FeatureId = ReturnType<TerraDraw['getFeatureId']>

function modeOf(geometry: DrawnGeometry): string {
  if (geometry.type === 'Point') return 'point'
  if (geometry.type === 'LineString') return 'linestring'
  return uprightBox(geometry) === null ? 'polygon' : 'rectangle'
}

/**
 * The drawing tool on a plan map: only the one shape being drawn or edited is ever in its store.
 */
export class DrawTool {
  readonly #map: GlMap
  readonly #draw: TerraDraw
  readonly #handlers: DrawToolHandlers
  #mode: DrawMode = 'view'
  #edited: { readonly id: FeatureId; readonly geometry: DrawnGeometry } | null = null
  #busy = false

  constructor(map: GlMap, handlers: DrawToolHandlers) {
    this.#map = map
    this.#handlers = handlers
    this.#draw = new TerraDraw({
      adapter: new OverlayAdapter(map, {
        coordinatePrecision: DECIMALS,
        minPixelDragDistance: 3,
      }),
      modes: drawModes(({ lng, lat }) => {
        const target = handlers.snap([lng, lat])
        return target === null ? undefined : [...target]
      }),
    })
    this.#draw.start()
    this.#draw.on('finish', (id, { action }) => {
      const feature = this.#draw.getSnapshotFeature(id)
      if (feature === undefined) return
      if (action === 'draw') this.#finishDrawing(id, feature.geometry)
      else handlers.onReshaped(feature.geometry, action === 'dragFeature')
    })
    this.#draw.on('change', (ids, type) => {
      if (!this.#busy && (type === 'create' || type === 'update')) this.#tellDraft(ids)
    })
  }

  /** Draw in this way from now on; a shape half drawn is given up. */
  setMode(mode: DrawMode): void {
    if (mode === this.#mode) return
    this.#mode = mode
    this.#reset()
    this.#draw.setMode(TOOL_MODE[mode])
  }

  /** Hold this shape for editing, or none; the same shape again changes nothing. */
  setEdited(geometry: DrawnGeometry | null): void {
    if (geometry === (this.#edited?.geometry ?? null)) return
    this.#reset()
    if (geometry === null || this.#mode !== 'select') return
    this.#quietly(() => {
      const id = this.#draw.getFeatureId()
      const feature: GeoJSONStoreFeatures = {
        id,
        type: 'Feature',
        geometry,
        properties: { mode: modeOf(geometry) },
      }
      const [result] = this.#draw.addFeatures([feature])
      if (result?.valid !== true) return
      this.#draw.selectFeature(id)
      this.#edited = { id, geometry }
    })
  }

  /** Tell whether a handle of the shape held lies within reach of a place on the canvas. */
  hasHandleAt(place: { readonly x: number; readonly y: number }): boolean {
    const edited = this.#edited
    if (edited === null || edited.geometry.type === 'Point') return false
    return this.#draw.getSnapshot().some(({ geometry }) => {
      if (geometry.type !== 'Point') return false
      const [lng = NaN, lat = NaN] = geometry.coordinates
      const { x, y } = this.#map.project([lng, lat])
      return Math.hypot(x - place.x, y - place.y) <= HANDLE_PIXELS
    })
  }

  /** Give up the shape half drawn and stay in the same way of drawing. */
  cancel(): void {
    const { geometry } = this.#edited ?? { geometry: null }
    this.#reset()
    this.#draw.setMode(TOOL_MODE[this.#mode])
    this.setEdited(geometry)
  }

  remove(): void {
    this.#draw.stop()
  }

  #finishDrawing(id: FeatureId, geometry: DrawnGeometry): void {
    this.#quietly(() => this.#draw.removeFeatures([id]))
    this.#handlers.onDraft(null)
    this.#handlers.onDrawn(geometry)
  }

  #tellDraft(ids: readonly FeatureId[]): void {
    for (const id of ids) {
      const feature = this.#draw.getSnapshotFeature(id)
      if (feature === undefined || feature.geometry.type === 'Point') continue
      this.#handlers.onDraft(feature.geometry)
    }
  }

  #reset(): void {
    this.#edited = null
    this.#quietly(() => this.#draw.clear())
    this.#handlers.onDraft(null)
  }

  /** What we do to the store ourselves is no news to anyone. */
  #quietly(change: () => void): void {
    this.#busy = true
    change()
    this.#busy = false
  }
}
