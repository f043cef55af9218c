import type { SymbolKind } from '#domain/plan.ts'

export type SignGround = 'safe' | 'fire' | 'warning' | 'plain'

/** A drawn symbol (图上标识) in a square of 24 by 24: its ground, then strokes and fills of the glyph. */
export interface SymbolShape {
  readonly ground: SignGround
  readonly outline: 'square' | 'triangle' | 'none'
  readonly strokes: readonly string[]
  readonly fills: readonly string[]
}

/** The outlines that grounds are filled with. */
export const GROUND_PATHS: Readonly<Record<'square' | 'triangle', string>> = {
  square: 'M4 1h16a3 3 0 0 1 3 3v16a3 3 0 0 1-3 3H4a3 3 0 0 1-3-3V4a3 3 0 0 1 3-3z',
  triangle: 'M12 1.5 23.2 21a1.2 1.2 0 0 1-1 1.8H1.8a1.2 1.2 0 0 1-1-1.8z',
}

type PointSymbol = Exclude<SymbolKind, 'evacuation-route' | 'text'>

/** Every symbol that stands at a point; routes are lines and texts are words. */
export const SYMBOL_SHAPES: Readonly<Record<PointSymbol, SymbolShape>> = {
  exit: {
    ground: 'safe',
    outline: 'square',
    strokes: ['M5 4.5h7v15H5z', 'M11 12h8.5', 'M16 8.5l3.5 3.5-3.5 3.5'],
    fills: [],
  },
  'muster-point': {
    ground: 'safe',
    outline: 'square',
    strokes: [
      'M4.5 4.5 9 9M9 5.5V9H5.5',
      'M19.5 4.5 15 9M15 5.5V9h3.5',
      'M4.5 19.5 9 15M5.5 15H9v3.5',
      'M19.5 19.5 15 15M18.5 15H15v3.5',
    ],
    fills: ['M12 10.2a1.8 1.8 0 1 1 0 3.6 1.8 1.8 0 0 1 0-3.6z'],
  },
  hydrant: {
    ground: 'fire',
    outline: 'square',
    strokes: [],
    fills: [
      'M9 9.5a3 3 0 0 1 6 0h1v1.6h-1v.9h2.6v3.4H15V18h1.6v1.8H7.4V18H9v-2.6H6.4V12H9v-.9H8V9.5z',
      'M11 4.4h2v1.6h-2z',
    ],
  },
  extinguisher: {
    ground: 'fire',
    outline: 'square',
    strokes: ['M12 8V5M9 5h6M12 6c-3.6 0-5.2 1.4-5.6 4.4'],
    fills: ['M9.4 11a2.6 2.6 0 0 1 5.2 0v8.2H9.4z'],
  },
  'emergency-supplies': {
    ground: 'safe',
    outline: 'square',
    strokes: [],
    fills: ['M9.8 4.8h4.4v5h5v4.4h-5v5H9.8v-5h-5V9.8h5z'],
  },
  eyewash: {
    ground: 'safe',
    outline: 'square',
    strokes: ['M4.5 10c2.3-3.3 4.8-5 7.5-5s5.2 1.7 7.5 5c-2.3 3.3-4.8 5-7.5 5s-5.2-1.7-7.5-5z'],
    fills: [
      'M12 8a2 2 0 1 1 0 4 2 2 0 0 1 0-4z',
      'M8.5 16.2l1 2.6a1.1 1.1 0 1 1-2 0z',
      'M15.5 16.2l1 2.6a1.1 1.1 0 1 1-2 0z',
    ],
  },
  'gas-detector': {
    ground: 'plain',
    outline: 'square',
    strokes: [
      'M7.5 7.5a6.4 6.4 0 0 0 0 9M16.5 7.5a6.4 6.4 0 0 1 0 9M4.8 4.9a10 10 0 0 0 0 14.2M19.2 4.9a10 10 0 0 1 0 14.2',
    ],
    fills: ['M12 9.6a2.4 2.4 0 1 1 0 4.8 2.4 2.4 0 0 1 0-4.8z'],
  },
  'switch-room': {
    ground: 'warning',
    outline: 'triangle',
    strokes: [],
    fills: ['M13.4 7.5 8.6 15h2.8l-1 5 5-7.6h-2.9z'],
  },
  'confined-space': {
    ground: 'warning',
    outline: 'triangle',
    strokes: ['M6.5 19.5V16a5.5 5.5 0 0 1 11 0v3.5'],
    fills: [
      'M12 12.4a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3z',
      'M10.2 19.8v-2.2a1.8 1.8 0 0 1 3.6 0v2.2z',
    ],
  },
  camera: {
    ground: 'plain',
    outline: 'square',
    strokes: [],
    fills: ['M4.5 8h10v8h-10z', 'M15.5 11 20 8v8l-4.5-3z'],
  },
  'north-arrow': {
    ground: 'plain',
    outline: 'none',
    strokes: [],
    fills: ['M12 1.5 18 20l-6-3.4L6 20z'],
  },
}

/** The drawing of a symbol; null for routes and texts. */
export function symbolShape(kind: SymbolKind): SymbolShape | null {
  return kind === 'evacuation-route' || kind === 'text' ? null : SYMBOL_SHAPES[kind]
}
