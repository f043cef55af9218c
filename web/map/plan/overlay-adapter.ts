import type { Map as GlMap } from 'maplibre-gl'
import {
  TerraDrawExtend,
  type GeoJSONStoreFeatures,
  type TerraDrawAdapterStyling,
  type TerraDrawChanges,
  type TerraDrawStylingFunction,
} from 'terra-draw'
import { TerraDrawMapLibreGLAdapter } from 'terra-draw-maplibre-gl-adapter'

interface Drawn {
  readonly feature: GeoJSONStoreFeatures
  readonly style: TerraDrawAdapterStyling
}

/** Areas below lines below handles, whatever order they came in. */
const ORDER = { Polygon: 0, LineString: 1, Point: 2 } as const

/**
 * Lets the drawing tool draw on a canvas of its own above the map instead of in the map's style.
 *
 * A shape that is dragged then follows the pointer without the map drawing again, which on a machine
 * without a graphics card costs hundreds of milliseconds; and a new style cannot sweep it away.
 */
export class OverlayAdapter extends TerraDrawMapLibreGLAdapter<GlMap> {
  readonly #map: GlMap
  readonly #canvas: HTMLCanvasElement
  #drawn: readonly Drawn[] = []
  #frame: number | null = null

  constructor(map: GlMap, config: TerraDrawExtend.BaseAdapterConfig) {
    super({ map, ...config })
    this.#map = map
    this.#canvas = document.createElement('canvas')
    this.#canvas.className = 'draw-overlay'
    this.#canvas.setAttribute('aria-hidden', 'true')
  }

  override register(callbacks: TerraDrawExtend.TerraDrawCallbacks): void {
    // Past the parent, which would add sources and layers to the map.
    TerraDrawExtend.TerraDrawBaseAdapter.prototype.register.call(this, callbacks)
    this.#map.getCanvasContainer().append(this.#canvas)
    this.#map.on('move', this.#soon)
    this.#map.on('resize', this.#soon)
    callbacks.onReady?.()
  }

  override unregister(): void {
    TerraDrawExtend.TerraDrawBaseAdapter.prototype.unregister.call(this)
    this.#map.off('move', this.#soon)
    this.#map.off('resize', this.#soon)
    if (this.#frame !== null) cancelAnimationFrame(this.#frame)
    this.#canvas.remove()
  }

  override clear(): void {
    this._currentModeCallbacks?.onClear()
    this.#drawn = []
    this.#soon()
  }

  override render(changes: TerraDrawChanges, styling: TerraDrawStylingFunction): void {
    this.#drawn = [...changes.created, ...changes.updated, ...changes.unchanged]
      .flatMap((feature): Drawn[] => {
        const { mode } = feature.properties
        const style = typeof mode === 'string' ? styling[mode]?.(feature) : undefined
        return style === undefined ? [] : [{ feature, style }]
      })
      .sort(
        (a, b) =>
          ORDER[a.feature.geometry.type] - ORDER[b.feature.geometry.type] ||
          a.style.zIndex - b.style.zIndex,
      )
    this.#soon()
  }

  readonly #soon = (): void => {
    this.#frame ??= requestAnimationFrame(() => {
      this.#frame = null
      this.#paint()
    })
  }

  #paint(): void {
    const { clientWidth: width, clientHeight: height } = this.#map.getCanvas()
    const ratio = devicePixelRatio
    // A canvas that is only wiped may go on showing what stood on it before.
    this.#canvas.hidden = this.#drawn.length === 0
    if (this.#canvas.width !== width * ratio || this.#canvas.height !== height * ratio) {
      this.#canvas.width = width * ratio
      this.#canvas.height = height * ratio
      this.#canvas.style.width = `${width}px`
      this.#canvas.style.height = `${height}px`
    }
    const context = this.#canvas.getContext('2d')
    if (context === null) return
    context.setTransform(ratio, 0, 0, ratio, 0, 0)
    context.clearRect(0, 0, width, height)
    for (const { feature, style } of this.#drawn) this.#paintOne(context, feature, style)
  }

  #paintOne(
    context: CanvasRenderingContext2D,
    { geometry }: GeoJSONStoreFeatures,
    style: TerraDrawAdapterStyling,
  ): void {
    const fill = (colour: string, opacity: number) => {
      context.globalAlpha = opacity
      context.fillStyle = colour
      context.fill()
    }
    const stroke = (colour: string, width: number, opacity: number) => {
      if (width <= 0) return
      context.globalAlpha = opacity
      context.strokeStyle = colour
      context.lineWidth = width
      context.stroke()
    }
    context.beginPath()
    if (geometry.type === 'Point') {
      const { x, y } = this.#project(geometry.coordinates)
      const outline = style.pointOutlineWidth
      context.arc(x, y, style.pointWidth + outline / 2, 0, 2 * Math.PI)
      fill(style.pointColor, style.pointOpacity ?? 1)
      stroke(style.pointOutlineColor, outline, style.pointOutlineOpacity ?? 1)
    } else if (geometry.type === 'LineString') {
      this.#trace(context, geometry.coordinates)
      stroke(style.lineStringColor, style.lineStringWidth, style.lineStringOpacity ?? 1)
    } else {
      for (const ring of geometry.coordinates) this.#trace(context, ring)
      fill(style.polygonFillColor, style.polygonFillOpacity)
      const opacity = style.polygonOutlineOpacity ?? 1
      stroke(style.polygonOutlineColor, style.polygonOutlineWidth, opacity)
    }
  }

  #trace(context: CanvasRenderingContext2D, positions: readonly (readonly number[])[]): void {
    for (const [index, position] of positions.entries()) {
      const { x, y } = this.#project(position)
      if (index === 0) context.moveTo(x, y)
      else context.lineTo(x, y)
    }
  }

  #project([lng = NaN, lat = NaN]: readonly number[]): { x: number; y: number } {
    return this.#map.project([lng, lat])
  }
}
