import type { FontFacesSpecification } from 'maplibre-gl'
import unicodeRanges from '@fontsource-variable/noto-sans-sc/unicode.json'

/** The one font stack of every label on a map. */
export const MAP_FONT = 'Noto Sans SC'

const files = import.meta.glob<string>(
  '../../node_modules/@fontsource-variable/noto-sans-sc/files/*-wght-normal.woff2',
  { query: '?url', import: 'default', eager: true },
)

const SLICE = /noto-sans-sc-([^/]+)-wght-normal\.woff2$/

/**
 * The bundle's own font files for MapLibre, each with the characters it covers.
 *
 * Slices declared in the page's CSS leave empty boxes on the map on a host without Chinese fonts:
 * the renderer does not wait for them. Declared in the style, a slice is fetched when a label needs it.
 * Shape: slices of Noto Sans SC → the style's `font-faces`
 */
export function mapFontFaces(): FontFacesSpecification {
  const ranges: Record<string, string | undefined> = unicodeRanges
  const faces = Object.entries(files).flatMap(([path, url]) => {
    const slice = SLICE.exec(path)?.[1]
    if (slice === undefined) return []
    const range = ranges[slice] ?? ranges[`[${slice}]`]
    if (range === undefined) return []
    return [
      {
        url: new URL(url, location.href).href,
        'unicode-range': range.split(',').map((part) => part.trim().toUpperCase()),
      },
    ]
  })
  return { [MAP_FONT]: faces }
}
