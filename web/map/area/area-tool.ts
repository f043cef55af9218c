import type { Polygon } from 'geojson'
import type { Map as GlMap } from 'maplibre-gl'
import { TerraDraw, TerraDrawModeUndoRedo, type GeoJSONStoreFeatures } from 'terra-draw'
import { OverlayAdapter } from '../plan/overlay-adapter.ts'
import { areaModes } from './area-modes.ts'

/** What the pointer does: draws corner by corner, draws a box, or drags the corners of this shape. */
export type AreaWork =
  | { readonly kind: 'polygon' }
  | { readonly kind: 'rectangle' }
  | { readonly kind: 'edit'; readonly polygon: Polygon }
  | { readonly kind: 'none' }

export interface AreaToolHandlers {
  /** The corners of a shape that was finished or changed, the last not the first again. */
  readonly onArea: (corners: readonly (readonly number[])[]) => void
  /** How many corners stand of the shape being drawn. */
  readonly onCorners: (count: number) => void
}

const DECIMALS = 9
const HANDLE_PIXELS = 12
/** Where the tool notes how many corners of a shape stand. */
const COMMITTED = 'committedCoordinateCount'

type FeatureId = ReturnType<TerraDraw['getFeatureId']>

/**
 * Drawing an area on the county map (画区域), on a canvas above it: the map is not drawn anew for a
 * corner that is dragged, and a new style cannot sweep the shape away.
 */
export class AreaTool {
  readonly #map: GlMap
  readonly #draw: TerraDraw
  readonly #handlers: AreaToolHandlers
  #work: AreaWork = { kind: 'none' }
  #edited: Polygon | null = null
  #isOurs = false

  constructor(map: GlMap, handlers: AreaToolHandlers) {
    this.#map = map
    this.#handlers = handlers
    this.#draw = new TerraDraw({
      adapter: new OverlayAdapter(map, { coordinatePrecision: DECIMALS, minPixelDragDistance: 3 }),
      modes: areaModes(),
      undoRedo: { modeLevel: new TerraDrawModeUndoRedo() },
    })
    this.#draw.start()
    this.#draw.on('finish', (id) => this.#finished(id))
    this.#draw.on('change', () => {
      if (!this.#isOurs) this.#tellCorners()
    })
  }

  /** Whether clicks belong to the shape being drawn. */
  get isDrawing(): boolean {
    return this.#work.kind === 'polygon' || this.#work.kind === 'rectangle'
  }

  /** Work in this way from now on; a shape half drawn is given up. */
  work(work: AreaWork): void {
    const isSame =
      work.kind === this.#work.kind && (work.kind !== 'edit' || work.polygon === this.#edited)
    if (isSame) return
    this.#work = work
    this.#quietly(() => this.#draw.clear())
    this.#draw.setMode(
      work.kind === 'edit' ? 'select' : work.kind === 'none' ? 'static' : work.kind,
    )
    this.#edited = work.kind === 'edit' ? work.polygon : null
    if (work.kind === 'edit') this.#hold(work.polygon)
  }

  /** Take the last corner back; false when none stands. */
  undo(): boolean {
    return this.isDrawing && this.#draw.undo()
  }

  /** Close the shape with the corners that stand; false while they are too few. */
  finish(): boolean {
    const drawn = this.#drawn()
    const corners = drawn?.geometry.coordinates[0]?.slice(0, committedOf(drawn)) ?? []
    if (this.#work.kind !== 'polygon' || corners.length < 3) return false
    this.#tell(corners)
    return true
  }

  /** Tell whether a corner that can be dragged lies within reach of a place on the canvas. */
  hasHandleAt(place: { readonly x: number; readonly y: number }): boolean {
    if (this.#work.kind !== 'edit') return false
    return this.#draw.getSnapshot().some(({ geometry }) => {
      if (geometry.type !== 'Point') return false
      const [lng = NaN, lat = NaN] = geometry.coordinates
      const { x, y } = this.#map.project([lng, lat])
      return Math.hypot(x - place.x, y - place.y) <= HANDLE_PIXELS
    })
  }

  remove(): void {
    this.#draw.stop()
  }

  #hold(polygon: Polygon): void {
    this.#quietly(() => {
      const id = this.#draw.getFeatureId()
      const [result] = this.#draw.addFeatures([
        { id, type: 'Feature', geometry: polygon, properties: { mode: 'polygon' } },
      ])
      if (result?.valid === true) this.#draw.selectFeature(id)
    })
  }

  #finished(id: FeatureId): void {
    const feature = this.#draw.getSnapshotFeature(id)
    if (feature?.geometry.type === 'Polygon')
      this.#tell(feature.geometry.coordinates[0]?.slice(0, -1) ?? [])
  }

  /** The owner shows the shape from here on, and says what comes next. */
  #tell(corners: readonly (readonly number[])[]): void {
    if (this.isDrawing) {
      this.#work = { kind: 'none' }
      this.#quietly(() => this.#draw.clear())
      this.#draw.setMode('static')
    }
    this.#handlers.onArea(corners.map((corner) => [...corner]))
  }

  #tellCorners(): void {
    if (this.isDrawing) this.#handlers.onCorners(committedOf(this.#drawn()))
  }

  #drawn(): (GeoJSONStoreFeatures & { geometry: Polygon }) | null {
    const [drawn] = this.#draw.getSnapshot().filter(isPolygon)
    return drawn ?? null
  }

  /** What we do to the store ourselves is no news to anyone. */
  #quietly(change: () => void): void {
    this.#isOurs = true
    change()
    this.#isOurs = false
  }
}

function isPolygon(
  feature: GeoJSONStoreFeatures,
): feature is GeoJSONStoreFeatures & { geometry: Polygon } {
  return feature.geometry.type === 'Polygon'
}

function committedOf(feature: GeoJSONStoreFeatures | null): number {
  const count = feature?.properties[COMMITTED]
  return typeof count === 'number' ? count : 0
}
