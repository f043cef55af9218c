import type { FontFacesSpecification } from 'maplibre-gl'

/** The one font stack of every label on a map. */
export const MAP_FONT = 'Noto Sans SC'

/** The family as the page's style sheet declares it. */
const PAGE_FAMILY = 'Noto Sans SC Variable'

const URL_IN_SOURCE = /url\(["']?([^"')]+)["']?\)/

/** What is read of a style sheet: where it came from, and the declarations of its rules. */
export interface FontSheet {
  readonly href: string | null
  readonly cssRules: Iterable<object>
}

/**
 * The bundle's own font files for MapLibre (地图字体), each with the characters it covers, read from style sheets.
 *
 * Declared in the page alone, a slice leaves empty boxes on the map on a host without Chinese fonts:
 * the renderer does not wait for it. Declared in the map's style, it is fetched when a label needs it.
 * The list of slices is long, so it is not shipped a second time in the script.
 * Shape: `@font-face` rules, by default the page's → the style's `font-faces`; other rules are passed over
 */
export function mapFontFaces(
  sheets: Iterable<FontSheet> = document.styleSheets,
  base: string = location.href,
): FontFacesSpecification {
  return { [MAP_FONT]: [...sheets].flatMap((sheet) => facesOf(sheet, base)) }
}

interface FontFile {
  url: string
  'unicode-range': string[]
}

interface Declarations {
  getPropertyValue: (name: string) => string
}

function facesOf(sheet: FontSheet, base: string): FontFile[] {
  return [...sheet.cssRules].flatMap((rule) => {
    if (!('style' in rule)) return []
    const style = rule.style as Declarations
    const family = style.getPropertyValue('font-family').replace(/["']/g, '')
    const file = URL_IN_SOURCE.exec(style.getPropertyValue('src'))?.[1]
    const range = style.getPropertyValue('unicode-range')
    if (family !== PAGE_FAMILY || file === undefined || range === '') return []
    return [
      {
        url: new URL(file, sheet.href ?? base).href,
        'unicode-range': range.split(',').map((part) => part.trim().toUpperCase()),
      },
    ]
  })
}
