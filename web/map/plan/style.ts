import type {
  FilterSpecification,
  LayerSpecification,
  SourceSpecification,
  StyleSpecification,
} from 'maplibre-gl'
import type { FeatureCollection } from 'geojson'
import type { PlanImage } from '#domain/plan.ts'
import { PALETTES } from '#web/palette.ts'
import type { ItemRef } from '#web/plan/draft.ts'
import { mapFontFaces } from '../fonts.ts'
import type { PlanFeatures } from './features.ts'
import { pictureCorners, type PlanPlacement } from './frame.ts'
import { PLAN_LAYERS, PLAN_SOURCES } from './ids.ts'
import { nameLayers, pointLayers, symbolLayers } from './layers/names.ts'
import { structureLayers } from './layers/structure.ts'
import { zoneLayers } from './layers/zone.ts'

/** Everything the plan map shows, as a value. */
export interface PlanScene {
  readonly features: PlanFeatures
  readonly placement: PlanPlacement
  readonly picture: { readonly image: PlanImage; readonly url: string } | null
  readonly selected: ItemRef | null
}

/** A filter for the one feature with this id; none matches when nothing is selected. */
export function onlyId(id: string | null): FilterSpecification {
  return ['==', ['get', 'id'], id ?? '']
}

function source(data: FeatureCollection): SourceSpecification {
  return { type: 'geojson', data, promoteId: 'id', maxzoom: 20, tolerance: 0.2 }
}

/**
 * The plan map (四色图) as one style: picture, structures, zones, names, symbols, points.
 *
 * Placement of labels runs from the top layer down, so points keep their places, then symbols and
 * zone names, then names of points, then of structures: no label lies under a mark.
 * Shape: scene → a whole MapLibre style; equal scenes give equal styles
 */
export function planStyle(scene: PlanScene): StyleSpecification {
  const palette = PALETTES.light
  const { features, placement, picture, selected } = scene
  const selectedId = (kind: ItemRef['kind']) => (selected?.kind === kind ? selected.id : null)
  const pictureSource: Record<string, SourceSpecification> =
    picture === null
      ? {}
      : {
          [PLAN_SOURCES.picture]: {
            type: 'image',
            url: new URL(picture.url, location.href).href,
            coordinates: pictureCorners(placement, picture.image),
          },
        }
  const pictureLayer: LayerSpecification[] =
    picture === null
      ? []
      : [
          {
            id: PLAN_LAYERS.picture,
            type: 'raster',
            source: PLAN_SOURCES.picture,
            paint: { 'raster-opacity': picture.image.opacity, 'raster-fade-duration': 0 },
          },
        ]
  return {
    version: 8,
    'font-faces': mapFontFaces(),
    sources: {
      ...pictureSource,
      [PLAN_SOURCES.structures]: source(features.structures),
      [PLAN_SOURCES.zones]: source(features.zones),
      [PLAN_SOURCES.zoneNames]: source(features.zoneNames),
      [PLAN_SOURCES.riskPoints]: source(features.riskPoints),
      [PLAN_SOURCES.symbols]: source(features.symbols),
    },
    layers: [
      { id: PLAN_LAYERS.ground, type: 'background', paint: { 'background-color': palette.land } },
      ...pictureLayer,
      ...structureLayers(palette, onlyId(selectedId('structure'))),
      ...zoneLayers(palette, onlyId(selectedId('zone'))),
      ...nameLayers(palette),
      ...symbolLayers(palette),
      ...pointLayers(palette, onlyId(selectedId('risk-point'))),
    ],
  }
}
