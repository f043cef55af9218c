import { isRiskLevel } from '#domain/risk-level.ts'
import { SYMBOL_KINDS } from '#domain/plan.ts'
import { levelColour, SIGN_COLOURS } from '#web/palette.ts'
import { GROUND_PATHS, symbolShape } from '#web/plan/symbol-shapes.ts'
import { hatchImage } from '../hatch.ts'

/** Pixels a side of a symbol's image; drawn at twice the size it is shown in. */
const SIZE = 48

/** The style asks for these by name when it first needs one. */
export const POINT_IMAGE = 'risk-point-'
export const SYMBOL_IMAGE = 'symbol-'
export const ROUTE_ARROW_IMAGE = 'route-arrow'

interface MapImage {
  readonly width: number
  readonly height: number
  readonly data: Uint8Array | Uint8ClampedArray
}

function drawn(draw: (context: CanvasRenderingContext2D) => void): MapImage | null {
  const canvas = document.createElement('canvas')
  canvas.width = SIZE
  canvas.height = SIZE
  const context = canvas.getContext('2d')
  if (context === null) return null
  context.scale(SIZE / 24, SIZE / 24)
  draw(context)
  return context.getImageData(0, 0, SIZE, SIZE)
}

function pointImage(id: string): MapImage | null {
  const parsed = Number(id.slice(POINT_IMAGE.length))
  const level = isRiskLevel(parsed) ? parsed : null
  const { solid } = levelColour('light', level)
  return drawn((context) => {
    context.beginPath()
    context.arc(12, 12, 10.6, 0, 2 * Math.PI)
    context.fillStyle = '#ffffff'
    context.fill()
    context.beginPath()
    context.arc(12, 12, 9.2, 0, 2 * Math.PI)
    context.fillStyle = solid
    context.fill()
    context.lineWidth = 0.9
    context.strokeStyle = 'rgba(24, 33, 47, 0.55)'
    if (level === null) context.setLineDash([2.4, 1.8])
    context.beginPath()
    context.arc(12, 12, 10.9, 0, 2 * Math.PI)
    context.stroke()
  })
}

function symbolImage(id: string): MapImage | null {
  const kind = SYMBOL_KINDS.find((one) => `${SYMBOL_IMAGE}${one}` === id)
  const shape = kind === undefined ? null : symbolShape(kind)
  if (shape === null) return null
  return drawn((context) => {
    const isWarning = shape.ground === 'warning'
    const glyph =
      shape.outline === 'none'
        ? SIGN_COLOURS.plain
        : isWarning
          ? SIGN_COLOURS.warningGlyph
          : SIGN_COLOURS.glyph
    if (shape.outline !== 'none') {
      const ground = new Path2D(GROUND_PATHS[shape.outline])
      context.fillStyle = SIGN_COLOURS[shape.ground]
      context.fill(ground)
      context.lineWidth = 1.2
      context.strokeStyle = isWarning ? SIGN_COLOURS.warningGlyph : SIGN_COLOURS.glyph
      context.stroke(ground)
    }
    context.fillStyle = glyph
    context.strokeStyle = glyph
    context.lineWidth = 1.7
    context.lineJoin = 'round'
    context.lineCap = 'round'
    for (const path of shape.fills) context.fill(new Path2D(path))
    for (const path of shape.strokes) context.stroke(new Path2D(path))
  })
}

function arrowImage(): MapImage | null {
  return drawn((context) => {
    context.fillStyle = SIGN_COLOURS.safe
    context.strokeStyle = '#ffffff'
    context.lineWidth = 1.2
    const head = new Path2D('M12 3l7 15-7-3.4L5 18z')
    context.fill(head)
    context.stroke(head)
  })
}

/** Draw an image the plan's style asks for: hatches, point marks, symbols; null for any other name. */
export function planImage(id: string): MapImage | null {
  if (id === ROUTE_ARROW_IMAGE) return arrowImage()
  if (id.startsWith(POINT_IMAGE)) return pointImage(id)
  if (id.startsWith(SYMBOL_IMAGE)) return symbolImage(id)
  return hatchImage(id)
}
