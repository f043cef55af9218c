/** Every source and layer of our maps, once: a typo cannot compile. */
export const SOURCES = {
  regions: 'regions',
  regionNames: 'region-names',
  density: 'density',
  enterprises: 'enterprises',
  zones: 'zones',
  riskPoints: 'risk-points',
  selection: 'selection',
  seats: 'seats',
  importedPoints: 'imported-points',
  formerPoints: 'former-points',
} as const

export const LAYERS = {
  background: 'background',
  neighbours: 'neighbours',
  county: 'county',
  townshipRates: 'township-rates',
  density: 'density',
  countyLine: 'county-line',
  townshipLines: 'township-lines',
  zones: 'zones',
  zoneHatch: 'zone-hatch',
  zoneLines: 'zone-lines',
  zoneNames: 'zone-names',
  riskPoints: 'risk-points',
  riskPointLetters: 'risk-point-letters',
  enterpriseLoneCells: 'enterprise-lone-cells',
  enterpriseCells: 'enterprise-cells',
  enterpriseCellCounts: 'enterprise-cell-counts',
  enterprises: 'enterprises',
  enterpriseLetters: 'enterprise-letters',
  enterpriseNames: 'enterprise-names',
  townshipNames: 'township-names',
  villageNames: 'village-names',
  selection: 'selection',
  seatBubbles: 'seat-bubbles',
  seatDots: 'seat-dots',
  seatNames: 'seat-names',
  importedPoints: 'imported-points',
  formerPoints: 'former-points',
  seatHolds: 'seat-holds',
} as const

/** Zoom from which a plant's own zones and points are drawn in place. */
export const PLANT_ZOOM = 14
