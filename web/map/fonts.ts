import type { FontFacesSpecification } from 'maplibre-gl'

/** The one font stack of every label on a map. */
export const MAP_FONT = 'Noto Sans SC'

/** The family as the page's style sheet declares it. */
const PAGE_FAMILY = 'Noto Sans SC Variable'

const URL_IN_SOURCE = /url\(["']?([^"')]+)["']?\)/

/**
 * The bundle's own font files for MapLibre, each with the characters it covers, read from the page's style sheet.
 *
 * Declared in the page alone, a slice leaves empty boxes on the map on a host without Chinese fonts:
 * the renderer does not wait for it. Declared in the map's style, it is fetched when a label needs it.
 * The list of slices is long, so it is not shipped a second time in the script.
 * Shape: the `@font-face` rules of the page → the style's `font-faces`
 */
export function mapFontFaces(): FontFacesSpecification {
  return { [MAP_FONT]: [...document.styleSheets].flatMap(facesOf) }
}

interface FontFile {
  url: string
  'unicode-range': string[]
}

function facesOf(sheet: CSSStyleSheet): FontFile[] {
  return [...sheet.cssRules].flatMap((rule) => {
    if (!(rule instanceof CSSFontFaceRule)) return []
    const family = rule.style.getPropertyValue('font-family').replace(/["']/g, '')
    const file = URL_IN_SOURCE.exec(rule.style.getPropertyValue('src'))?.[1]
    const range = rule.style.getPropertyValue('unicode-range')
    if (family !== PAGE_FAMILY || file === undefined || range === '') return []
    return [
      {
        url: new URL(file, sheet.href ?? location.href).href,
        'unicode-range': range.split(',').map((part) => part.trim().toUpperCase()),
      },
    ]
  })
}
