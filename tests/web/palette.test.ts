import { describe, expect, test } from 'vitest'
import { RISK_LEVELS } from '#domain/risk-level.ts'
import {
  DENSITY_RAMPS,
  DIFFERENCE_RAMPS,
  levelColour,
  PALETTES,
  RATE_STEPS,
  type Theme,
} from '#web/palette.ts'
import { contrastOf, hueDistance, hueOf, luminanceOf, over, parseColour } from './colour.ts'

const THEMES = ['light', 'dark', 'print'] as const satisfies readonly Theme[]

/** Where the name of a colour is true, in degrees of hue. */
const HUES = { red: [350, 15], orange: [20, 40], yellow: [42, 65], blue: [205, 245] } as const

function isHue(hue: number, [from, to]: readonly [number, number]): boolean {
  return from > to ? hue >= from || hue <= to : hue >= from && hue <= to
}

const riskHues = (theme: Theme) =>
  RISK_LEVELS.map(({ level }) => hueOf(parseColour(PALETTES[theme].level[level].solid)))

describe.each(THEMES)('the four risk colours, %s', (theme) => {
  test.each(RISK_LEVELS)('level $level is $colour, solid and filled', ({ level, colour }) => {
    const { solid, fill } = levelColour(theme, level)
    for (const drawn of [solid, fill]) {
      const hue = hueOf(parseColour(drawn))
      expect(isHue(hue, HUES[colour]), `${drawn} has hue ${hue}`).toBe(true)
    }
  })

  test('are four, and grey is none of them', () => {
    const solids = [1, 2, 3, 4, null] as const
    expect(new Set(solids.map((level) => levelColour(theme, level).solid)).size).toBe(5)
    const { red, green, blue } = parseColour(levelColour(theme, null).solid)
    expect(Math.max(red, green, blue) - Math.min(red, green, blue)).toBeLessThan(30)
  })

  test.each([1, 2, 3, 4, null] as const)('text on level %s is read: 4.5 to 1', (level) => {
    const { solid, onSolid } = levelColour(theme, level)
    expect(contrastOf(parseColour(solid), parseColour(onSolid))).toBeGreaterThanOrEqual(4.5)
  })

  test('what is chosen is marked in none of them', () => {
    const chosen = hueOf(parseColour(PALETTES[theme].selection))
    for (const hue of riskHues(theme)) expect(hueDistance(chosen, hue)).toBeGreaterThan(30)
  })
})

describe.each(['light', 'dark'] as const)('the density ramp, %s', (theme) => {
  const land = parseColour(PALETTES[theme].land)
  const ramp = DENSITY_RAMPS[theme]

  test('runs from 0 to 1 without a step back', () => {
    const shares = ramp.map(({ share }) => share)
    expect(shares[0]).toBe(0)
    expect(shares.at(-1)).toBe(1)
    expect([...shares].sort((a, b) => a - b)).toEqual(shares)
    expect(new Set(shares).size).toBe(shares.length)
  })

  test('shows nothing where there is nothing', () => {
    expect(parseColour(ramp[0]?.colour ?? '').alpha).toBe(0)
  })

  test('leaves the land’s lightness in one direction: it reads in grey', () => {
    const lightness = ramp.map(({ colour }) => luminanceOf(over(parseColour(colour), land)))
    const ordered = [...lightness].sort((a, b) => (theme === 'light' ? b - a : a - b))
    expect(lightness).toEqual(ordered)
    expect(new Set(lightness.map((value) => value.toFixed(4))).size).toBe(ramp.length)
  })

  test('no stop comes near a risk colour', () => {
    for (const { colour } of ramp)
      for (const hue of riskHues(theme))
        expect(hueDistance(hueOf(parseColour(colour)), hue)).toBeGreaterThan(30)
  })

  test('rates step through the same violet', () => {
    const lightness = RATE_STEPS[theme].map((colour) => luminanceOf(parseColour(colour)))
    expect(lightness).toEqual([...lightness].sort((a, b) => (theme === 'light' ? b - a : a - b)))
    for (const colour of RATE_STEPS[theme])
      for (const hue of riskHues(theme))
        expect(hueDistance(hueOf(parseColour(colour)), hue)).toBeGreaterThan(30)
  })
})

describe.each(['light', 'dark'] as const)('the ramp of differences, %s', (theme) => {
  const land = parseColour(PALETTES[theme].land)
  const ramp = DIFFERENCE_RAMPS[theme]
  const less = ramp.filter(({ share }) => share < 0).reverse()
  const more = ramp.filter(({ share }) => share > 0)

  test('runs as far below nothing as above, by the same steps', () => {
    expect(less.map(({ share }) => -share)).toEqual(more.map(({ share }) => share))
    expect([less.at(-1)?.share, more.at(-1)?.share]).toEqual([-1, 1])
    expect(ramp.map(({ share }) => share)).toEqual(
      ramp.map(({ share }) => share).sort((a, b) => a - b),
    )
  })

  test('shows nothing where nothing changed', () => {
    const middle = ramp.find(({ share }) => share === 0)
    expect(parseColour(middle?.colour ?? '').alpha).toBe(0)
  })

  test.each([
    ['less', less],
    ['more', more],
  ])('leaves the land’s lightness in one direction, to %s', (_, side) => {
    const lightness = side.map(({ colour }) => luminanceOf(over(parseColour(colour), land)))
    expect(lightness).toEqual([...lightness].sort((a, b) => (theme === 'light' ? b - a : a - b)))
    expect(new Set(lightness.map((value) => value.toFixed(4))).size).toBe(side.length)
  })

  test('both sides are of one hue each, far from the other’s and from every risk colour', () => {
    const hues = (side: typeof more) => side.map(({ colour }) => hueOf(parseColour(colour)))
    for (const hue of [...hues(less), ...hues(more)])
      for (const risk of riskHues(theme)) expect(hueDistance(hue, risk)).toBeGreaterThan(30)
    for (const one of hues(less))
      for (const other of hues(more)) expect(hueDistance(one, other)).toBeGreaterThan(100)
  })
})
