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
  controls: 'plan-controls',
  riskPoints: 'plan-risk-points',
  selectedRiskPoint: 'plan-selected-risk-point',
} as const
