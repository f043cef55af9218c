import type { DataDrivenPropertyValueSpecification } from 'maplibre-gl'

const EQUATOR_METERS = 2 * Math.PI * 6_378_137

/** A width in ground metres, as the map's zoom turns it into pixels at 0,0. */
export function groundWidth(meters: number): DataDrivenPropertyValueSpecification<number> {
  const pixelsAtZoom = (zoom: number) => (meters * 512 * 2 ** zoom) / EQUATOR_METERS
  return ['interpolate', ['exponential', 2], ['zoom'], 10, pixelsAtZoom(10), 24, pixelsAtZoom(24)]
}
