import { densityField } from '#server/density/field/density-field.ts'
import { densityTile } from '#server/density/field/density-tile.ts'
import { DENSITY_SUBJECTS } from '#server/density/lattice/subject-rows.ts'
import type { DensitySubject } from '#server/density/lattice/subject-rows.ts'
import type { TileAddress } from '../county-tiles.ts'
import { reportDensity } from '../density-report.ts'
import type { Report } from '../report.ts'
import { watchLoop } from '../timing.ts'
import { heldTiles, sampleTiles } from './held-tiles.ts'
import type { MemoryFacts, MemoryIndex } from './memory-index.ts'
import { rowsAsked } from './point-rows.ts'
import type { PointRows } from './point-rows.ts'
import { allLevelsButOne, allSectorsButOne, filterOf, scopeFor, UNFILTERED } from './questions.ts'

/** To the zoom that TileJSON names as the finest at 1 km; the client enlarges from there. */
const FINEST_DENSITY_ZOOM = 11
const TILES_A_ZOOM = 6

/**
 * Density tiles with their pictures: the first of all, of all rows, as a map shows them before anybody sets
 * a filter; then the first of a filter that leaves nearly all rows, or those of three levels, and others.
 */
export async function benchDensity(
  index: MemoryIndex,
  rows: PointRows,
  report: Report,
): Promise<void> {
  const zooms = [...heldTiles(rows, rowsAsked(rows, UNFILTERED))]
  const shown = zooms.filter(([zoom]) => zoom <= FINEST_DENSITY_ZOOM)
  const tiles = sampleTiles(new Map(shown), TILES_A_ZOOM)
  const questions = allSectorsButOne(rows.sectors).flatMap(allLevelsButOne)
  for (const subject of DENSITY_SUBJECTS) {
    const first: number[] = []
    const further: number[] = []
    let firstOfAll = 0
    const { longestBlock } = await watchLoop(async () => {
      const [wholeCounty = [0, 0, 0]] = tiles
      const start = performance.now()
      await drawTile(index.select(filterOf(UNFILTERED), scopeFor(UNFILTERED)), subject, wholeCounty)
      firstOfAll = performance.now() - start
      for (const question of questions) {
        let times = first
        for (const tile of tiles) {
          const start = performance.now()
          await drawTile(index.select(filterOf(question), scopeFor(question)), subject, tile)
          times.push(performance.now() - start)
          times = further
        }
      }
    })
    const name = `density tile of ${subject}`
    const goal = { atMost: 80 }
    report({ name: `${name}, first of all`, value: firstOfAll, unit: 'ms', goal })
    reportDensity(name, { first, further, longestBlock }, report)
  }
}

async function drawTile(
  { selection }: MemoryFacts,
  subject: DensitySubject,
  [z, x, y]: TileAddress,
): Promise<void> {
  const kernel = { kernel: 'gaussian', bandwidthMeters: 1000 } as const
  const { field } = await densityField(selection, { subject, basis: 'current', ...kernel })
  await densityTile(field, z, x, y)
}
