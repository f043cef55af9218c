/** A colour as numbers: red, green, blue 0–255, alpha 0–1. */
export interface Rgba {
  readonly red: number
  readonly green: number
  readonly blue: number
  readonly alpha: number
}

/** Read `#rrggbb` or `rgba(r, g, b, a)`. */
export function parseColour(text: string): Rgba {
  const hex = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(text)
  const [red, green, blue, alpha] = hex
    ? [...hex.slice(1).map((part) => Number.parseInt(part, 16)), 1]
    : (/^rgba\((.+)\)$/.exec(text)?.[1] ?? '').split(',').map(Number)
  if ([red, green, blue, alpha].some((part) => part === undefined || Number.isNaN(part)))
    throw new TypeError(`expected #rrggbb or rgba(…), got ${text}`)
  return { red: red ?? 0, green: green ?? 0, blue: blue ?? 0, alpha: alpha ?? 1 }
}

/** A colour laid over an opaque ground. */
export function over(colour: Rgba, ground: Rgba): Rgba {
  const mix = (top: number, bottom: number) => top * colour.alpha + bottom * (1 - colour.alpha)
  return {
    red: mix(colour.red, ground.red),
    green: mix(colour.green, ground.green),
    blue: mix(colour.blue, ground.blue),
    alpha: 1,
  }
}

/** Hue in degrees, 0 to 360. */
export function hueOf({ red, green, blue }: Rgba): number {
  const [r, g, b] = [red / 255, green / 255, blue / 255]
  const top = Math.max(r, g, b)
  const spread = top - Math.min(r, g, b)
  if (spread === 0) throw new TypeError('a grey has no hue')
  const sector =
    top === r ? ((g - b) / spread + 6) % 6 : top === g ? (b - r) / spread + 2 : (r - g) / spread + 4
  return sector * 60
}

/** How far two hues lie apart on the circle, in degrees. */
export function hueDistance(one: number, other: number): number {
  const apart = Math.abs(one - other) % 360
  return Math.min(apart, 360 - apart)
}

/**
 * Relative luminance, 0 to 1.
 * Source: WCAG 2.2, definition of relative luminance
 */
export function luminanceOf({ red, green, blue }: Rgba): number {
  const [r, g, b] = [red, green, blue].map((part) => {
    const share = part / 255
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * (r ?? 0) + 0.7152 * (g ?? 0) + 0.0722 * (b ?? 0)
}

/** Contrast of two colours, 1 to 21. */
export function contrastOf(one: Rgba, other: Rgba): number {
  const [light, dark] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => b - a)
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05)
}
