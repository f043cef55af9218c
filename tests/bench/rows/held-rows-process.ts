import { deserialize, serialize } from 'node:v8'
import { FIRST_SHARE } from '#server/density/loading/segment-series.ts'
import { framed, segmentBytes, writeParts } from '#server/density/loading/segment-transport.ts'
import type { Segment } from '#server/density/columns/segment.ts'
import { featuresOf, levelClusters } from './clusters.ts'
import type { PlantFeatures } from './clusters.ts'
import { batchesOf, generatedPlants, PLANTS_A_BATCH } from './generated-plants.ts'
import type { HeldAnswer, HeldOrder } from './held-rows.ts'
import { plantSegments } from './plant-segments.ts'
import type { PlantRows } from './sample-plants.ts'

/**
 * Lays rows ready in memory as records, batch after batch, and builds of them what it is told to, again
 * and again: `node held-rows-process.ts ENTERPRISES PART PARTS`.
 *
 * A batch is a hundred thousand risk points and their hazards. Were all million there at once, V8 would
 * look through a gigabyte of records several times while anything is built, and that would be told.
 */
const [enterprises = 0, part = 0, parts = 1] = process.argv.slice(2).map(Number)

/** Builds something of one batch after the other; with the last it ends. */
type Build = (plants: readonly PlantRows[], isLast: boolean) => Promise<void>

/** Each batch as bytes until it is laid ready: whole, they would be looked through by V8 as well. */
const batches: Buffer[] = []
let number = 0
for (const batch of batchesOf(generatedPlants(enterprises), PLANTS_A_BATCH / parts)) {
  if (number % parts === part) batches.push(serialize(batch))
  number += 1
}
let next = 0
let ready: PlantRows[] = []
let build: Build | null = null

function beginSegments(): Build {
  const made: Segment[] = []
  const segments = plantSegments()
  return (plants, isLast) => {
    made.push(...plants.flatMap((plant) => segments.add(plant) ?? []))
    const last = isLast ? segments.end() : null
    if (last !== null) made.push(last)
    return Promise.resolve()
  }
}

/** As a reading process: each segment is sent as soon as it is full. */
function beginSentSegments(): Build {
  const segments = plantSegments(FIRST_SHARE)
  return async (plants, isLast) => {
    for (const plant of plants) await send(segments.add(plant))
    if (isLast) await send(segments.end())
    await writeParts(process.stdout, framed(null))
  }
}

function beginClusters(): Build {
  const features: PlantFeatures = { riskPoints: [], hazards: [] }
  const made: object[] = []
  return (plants, isLast) => {
    for (const plant of plants) featuresOf(plant, features)
    if (isLast) made.push(levelClusters(features.riskPoints), levelClusters(features.hazards))
    return Promise.resolve()
  }
}

const BUILDS: Readonly<Record<Exclude<HeldOrder, 'rows'>, () => Build>> = {
  segments: beginSegments,
  sentSegments: beginSentSegments,
  clusters: beginClusters,
}

async function send(segment: Segment | null): Promise<void> {
  if (segment !== null) await writeParts(process.stdout, segmentBytes(segment))
}

function layRows(): HeldAnswer {
  if (next === batches.length) next = 0
  // As whoever reads rows hands them over: each with objects of its own, texts in one piece.
  ready = deserialize(batches[next] ?? new Uint8Array()) as PlantRows[]
  next += 1
  globalThis.gc?.()
  const rows = ready.reduce(
    (sum, { riskPoints, hazards }) => sum + riskPoints.length + hazards.length,
    0,
  )
  return { rows, milliseconds: 0, isLast: next === batches.length }
}

async function buildOf(order: Exclude<HeldOrder, 'rows'>): Promise<HeldAnswer> {
  const isLast = next === batches.length
  const start = performance.now()
  build ??= BUILDS[order]()
  await build(ready, isLast)
  const milliseconds = performance.now() - start
  ready = []
  if (isLast) build = null
  return { rows: 0, milliseconds, isLast }
}

process.on('message', (order: HeldOrder) => {
  if (order === 'rows') process.send?.(layRows())
  else void buildOf(order).then((answer) => process.send?.(answer))
})
process.on('disconnect', () => process.exit())
