/**
 * Answers worked out for nobody (预演), of what one segment holds, so that who asks first finds code that is
 * compiled: compiling takes several times as long as the answer.
 *
 * A tenth of a second for a segment of 400,000 rows the first time, a third of that then, in turns of
 * 8 ms. All that is made goes with it, or is lent room that lies ready for others; no cache is told.
 */
import { EMPTY_FILTER } from '#domain/filter.ts'
import type { BoundingBox } from '#domain/position.ts'
import { scopeOf } from '#domain/scope.ts'
import { lngLatToTileFraction } from '#domain/tile.ts'
import { columnSelection } from './columns/column-selection.ts'
import type { ColumnSelection } from './columns/column-selection.ts'
import type { SegmentAt } from './columns/segment-at.ts'
import { selectSegment } from './columns/select-segment.ts'
import { densityTile } from './field/density-tile.ts'
import type { Field } from './lattice/field.ts'
import { DEFAULT_SHARING } from './lattice/owner-nodes.ts'
import { subjectLattice } from './lattice/subject-lattice.ts'
import { DENSITY_SUBJECTS } from './lattice/subject-rows.ts'
import type { DensitySubject } from './lattice/subject-rows.ts'
import { createPace } from './pace.ts'
import { columnSituation } from './situation.ts'
import { vectorTile } from './tiles/vector-tile.ts'

/** Zooms of the tiles: from afar pixels of a density are worked out one by one, from near its nodes. */
const ZOOMS = [7, 10]

/** Of an administrator, whom nothing limits: what it shows is thrown away. */
const EVERYTHING = scopeOf({
  ...{ userId: '', username: '', name: '', role: 'admin', county: null },
  ...{ regions: [], sectors: null, enterprises: null },
})

/** Work out what a county's page asks first, of what one segment holds (预演), and throw it away. */
export async function rehearseAnswers(at: SegmentAt): Promise<void> {
  const filter = EMPTY_FILTER
  const pace = createPace()
  const selection = columnSelection([selectSegment(at, filter, EVERYTHING)], filter)
  await pace()
  await columnSituation(selection, { moment: at.moment, filter, suppressSingles: false })
  for (const subject of DENSITY_SUBJECTS) {
    await pace()
    const field = await rehearsedField(selection, subject)
    if (field.bounds === null) continue
    for (const z of ZOOMS) {
      const tile = middleTile(field.bounds, z)
      await densityTile(field, ...tile)
      // Those of hazards would keep the cells they count.
      if (subject !== 'risk-points') continue
      await pace()
      const options = { noun: subject, basis: filter.basis, scope: EVERYTHING } as const
      vectorTile({ selection }, ...tile, options)
    }
  }
}

/** Not `densityField`, which keeps what it makes. */
async function rehearsedField(selection: ColumnSelection, subject: DensitySubject): Promise<Field> {
  const options = { subject, ...DEFAULT_SHARING }
  const { lattice } = await subjectLattice(selection.parts, options, [])
  return lattice.field()
}

function middleTile(
  [west, south, east, north]: BoundingBox,
  z: number,
): readonly [z: number, x: number, y: number] {
  const [x, y] = lngLatToTileFraction([(west + east) / 2, (south + north) / 2], z)
  return [z, Math.floor(x), Math.floor(y)]
}
