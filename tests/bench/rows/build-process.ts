import { deserialize, serialize } from 'node:v8'
import type { Segment } from '#server/density/columns/segment.ts'
import { batchesOf, generatedPlants, PLANTS_A_BATCH } from './generated-plants.ts'
import { plantSegments } from './plant-segments.ts'
import type { PlantRows } from './sample-plants.ts'

/** What this process tells that builds segments from rows it makes itself. */
export interface BuildAnswer {
  /** Null when all are built. */
  readonly segment: Segment | null
  /** Time spent building so far. Units: milliseconds */
  readonly milliseconds: number
}

/**
 * In a process whose memory goes with it, so that the other holds the index alone. Rows come batch by
 * batch, so that ten million need not be there at once.
 *
 * Timed is all that the product does with records once they are read: enterprises, risk points and
 * hazards with ids, names, histories and fingerprints, from records to columns along the curve. Not
 * timed is the making of the records and what that left behind.
 */
const enterprises = Number(process.argv[2])
const segments = plantSegments()
let milliseconds = 0

for (const batch of batchesOf(generatedPlants(enterprises), PLANTS_A_BATCH)) {
  // As whoever reads rows hands them over: each with objects of its own, texts in one piece.
  const plants = deserialize(serialize(batch)) as PlantRows[]
  // What the making of rows left behind is not for the building to clear away.
  globalThis.gc?.()
  for (const segment of timed(() => plants.flatMap((plant) => segments.add(plant) ?? [])))
    answer(segment)
}
const last = timed(() => segments.end())
if (last !== null) answer(last)
answer(null, () => process.disconnect())

function timed<T>(work: () => T): T {
  const start = performance.now()
  const made = work()
  milliseconds += performance.now() - start
  return made
}

function answer(segment: Segment | null, sent: () => void = () => undefined): void {
  const message: BuildAnswer = { segment, milliseconds }
  process.send?.(message, sent)
}
