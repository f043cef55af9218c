import type { Random } from '../random.ts'
import { layOutCampus } from './campus.ts'
import { layOutFillingStation } from './filling-station.ts'
import { campusProgramme } from './programmes.ts'
import type { CampusArchetype } from './programmes.ts'
import { layOutQuarry } from './quarry.ts'
import { turnSite } from './site.ts'
import type { Site } from './site.ts'
import { layOutTradeOffice } from './trade-office.ts'

/** The kinds of site (企业类型) the sample knows. */
export type Archetype = CampusArchetype | 'filling-station' | 'hazardous-trade' | 'quarry'

/**
 * Draw one site of its kind, different each time: sizes, gaps, mirror and turn come from the generator.
 * Shape: an archetype, and whether its gate stays at the bottom → fence, structures, areas that become zones, symbols
 * Units: metres, lower left corner at 0,0
 */
export function layOutSite(archetype: Archetype, random: Random, isUpright = false): Site {
  const scale = random.between(0.86, 1.14)
  const site = layOutArchetype(archetype, scale, random)
  const quarters = random.weighted([
    [0 as const, 6],
    [1 as const, 1],
    [2 as const, 1],
    [3 as const, 1],
  ])
  return turnSite(site, { quarters: isUpright ? 0 : quarters, mirrored: random.chance(0.5) })
}

function layOutArchetype(archetype: Archetype, scale: number, random: Random): Site {
  switch (archetype) {
    case 'filling-station':
      return layOutFillingStation(Math.min(1.1, Math.max(0.95, scale)), random)
    case 'hazardous-trade':
      return layOutTradeOffice(Math.max(0.98, scale), random)
    case 'quarry':
      return layOutQuarry(scale, random)
    default:
      return layOutCampus(campusProgramme(archetype), scale, random)
  }
}
