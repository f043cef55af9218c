import { deserialize, serialize } from 'node:v8'
import { SegmentBuilder } from '#server/density/loading/segment-builder.ts'
import type { Segment } from '#server/density/columns/segment.ts'
import { generatedPlants, PLANTS_A_BATCH } from './generated-plants.ts'
import type { PlantRows } from './sample-plants.ts'

/** What this process tells that builds segments from rows it makes itself. */
export interface BuildAnswer {
  /** Null when all are built. */
  readonly segment: Segment | null
  /** Time spent building so far. Units: milliseconds */
  readonly milliseconds: number
}

/** A segment is closed beyond this many rows, as when a store is loaded. */
const ROWS_A_SEGMENT = 400_000

/**
 * In a process whose memory goes with it, so that the other holds the index alone. Rows come batch by
 * batch, so that ten million need not be there at once.
 *
 * Timed is all that the product does with records once they are read: enterprises, risk points and
 * hazards with ids, names, histories and fingerprints, from records to columns along the curve. Not
 * timed is the making of the records and what that left behind.
 */
const enterprises = Number(process.argv[2])
let builder = new SegmentBuilder()
let milliseconds = 0

for (const batch of batches(generatedPlants(enterprises))) {
  // As whoever reads rows hands them over: each with objects of its own, texts in one piece.
  const plants = deserialize(serialize(batch)) as PlantRows[]
  // What the making of rows left behind is not for the building to clear away.
  globalThis.gc?.()
  timed(() => plants.forEach(addPlant))
  if (builder.rows >= ROWS_A_SEGMENT) hand()
}
if (builder.enterprises > 0) hand()
answer(null, () => process.disconnect())

function timed<T>(work: () => T): T {
  const start = performance.now()
  const made = work()
  milliseconds += performance.now() - start
  return made
}

function addPlant({ enterprise, riskPoints, hazards }: PlantRows): void {
  builder.addEnterprise(enterprise, [])
  for (const point of riskPoints) builder.addPoint(point)
  for (const hazard of hazards) builder.addHazard(hazard)
  builder.forgetPoints()
}

function hand(): void {
  const segment = timed(() => builder.seal())
  builder = new SegmentBuilder()
  answer(segment)
}

function answer(segment: Segment | null, sent: () => void = () => undefined): void {
  const message: BuildAnswer = { segment, milliseconds }
  process.send?.(message, sent)
}

function* batches(plants: Iterable<PlantRows>): Generator<PlantRows[]> {
  let batch: PlantRows[] = []
  for (const plant of plants) {
    batch.push(plant)
    if (batch.length < PLANTS_A_BATCH) continue
    yield batch
    batch = []
  }
  yield batch
}
