/** Every source and layer of the plan map, once. */
export const PLAN_SOURCES = {
  picture: 'plan-picture',
  structures: 'plan-structures',
  zones: 'plan-zones',
  zoneNames: 'plan-zone-names',
  riskPoints: 'plan-risk-points',
  symbols: 'plan-symbols',
} as const

export const PLAN_LAYERS = {
  ground: 'plan-ground',
  picture: 'plan-picture',
  structureAreas: 'plan-structure-areas',
  roads: 'plan-roads',
  structureLines: 'plan-structure-lines',
  fences: 'plan-fences',
  zones: 'plan-zones',
  zoneHatch: 'plan-zone-hatch',
  zoneLines: 'plan-zone-lines',
  selectedAreas: 'plan-selected-areas',
  selectedStructures: 'plan-selected-structures',
  routes: 'plan-routes',
  routeArrows: 'plan-route-arrows',
  structureNames: 'plan-structure-names',
  riskPointNames: 'plan-risk-point-names',
  zoneNames: 'plan-zone-names',
  symbols: 'plan-symbols',
  texts: 'plan-texts',
  riskPoints: 'plan-risk-points',
  selectedRiskPoint: 'plan-selected-risk-point',
} as const

/** What the drawing tool puts on the map begins so; a new style must leave it in place. */
export const DRAW_PREFIX = 'plan-draw'
