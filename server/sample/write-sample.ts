import type { Store, Tx } from '#server/store/transact.ts'
import { startOfShanghaiDay } from '#domain/day.ts'
import { insertCheckRecords } from '#server/store/check-record.ts'
import { insertControlMeasures } from '#server/store/control-measure.ts'
import { insertEnterprises } from '#server/store/enterprise.ts'
import { insertHazards } from '#server/store/hazard.ts'
import { insertDrawnPlans } from '#server/store/new-plan.ts'
import { insertPersons } from '#server/store/person.ts'
import { savePicture } from '#server/store/picture.ts'
import { putRegions } from '#server/store/region.ts'
import { insertRiskEvents } from '#server/store/risk-event.ts'
import { insertRiskPoints } from '#server/store/risk-point.ts'
import { readSampleCounty } from './county.ts'
import { sampleDuties } from './duties.ts'
import { SAMPLE_PHOTOS } from './photos.ts'
import { DEFAULT_ENTERPRISES, generateSample } from './sample.ts'
import type { MadeRiskPoint } from './risk-points.ts'
import type { SampleEnterprise, SampleOptions } from './sample.ts'

/** How far the writing has come. */
export interface SampleProgress {
  readonly enterprises: number
  /** Enterprises there will be. */
  readonly of: number
  readonly riskPoints: number
  readonly hazards: number
  /** Rows of all tables. */
  readonly rows: number
}

/** What a caller may want to know and say while a large county is written. */
export interface SampleWatch {
  /** Called after each part that is kept. */
  readonly onProgress?: ((progress: SampleProgress) => void) | undefined
  /** Once aborted, the part at hand is finished and no other begun. */
  readonly signal?: AbortSignal | undefined
}

/** A transaction holds about so many risk points, so that a large county does not sit in one log. */
const POINTS_A_TRANSACTION = 6_000

/**
 * Write the sample county (示例县) into a store, part by part.
 * Shape: → what was written, fewer enterprises than wanted where it was interrupted; up to 6,000
 *   risk points in one transaction with one audit entry, beyond that one for each such part
 * Errors: StoreConflict `duplicate` when the same sample is already there
 */
export async function writeSample(
  store: Store,
  options: SampleOptions,
  { onProgress = () => undefined, signal }: SampleWatch = {},
): Promise<SampleProgress> {
  const of = options.enterprises ?? DEFAULT_ENTERPRISES
  const at = startOfShanghaiDay(options.asOf)
  const source = generateSample(options)
  let progress: SampleProgress = { enterprises: 0, of, riskPoints: 0, hazards: 0, rows: 0 }
  let isOver = false
  for (let part = 0; !isOver && signal?.aborted !== true; part++) {
    const held = takePart(source)
    isOver = held.isLast
    if (part > 0 && held.enterprises.length === 0) break
    const detail = { ...options, part, enterprises: held.enterprises.length }
    await store.transact({ actor: 'system', action: 'sample.write', detail, at }, async (tx) => {
      if (part === 0) await putRegions(tx, readSampleCounty(options.seed).regions)
      await writePart(tx, held.enterprises)
    })
    progress = held.enterprises.reduce(counted, progress)
    onProgress(progress)
  }
  return progress
}

function counted(before: SampleProgress, one: SampleEnterprise): SampleProgress {
  const rowsOfPoint = ({ point, events, assessments, measures }: MadeRiskPoint): number =>
    1 + point.levels.length + events.length + assessments.length + measures.length
  const rows = [
    ...one.riskPoints.map(rowsOfPoint),
    ...one.hazards.map(({ events }) => 1 + events.length),
    one.persons.length + one.planInput.zones.length + one.checkRecords.length + one.levels.length,
    // The enterprise itself and its plan.
    2 + SAMPLE_PHOTOS.length,
  ].reduce((sum, count) => sum + count, before.rows)
  return {
    of: before.of,
    enterprises: before.enterprises + 1,
    riskPoints: before.riskPoints + one.riskPoints.length,
    hazards: before.hazards + one.hazards.length,
    rows,
  }
}

/** A transaction may run twice, so its rows are made before it opens. */
function takePart(source: Generator<SampleEnterprise>): {
  readonly enterprises: readonly SampleEnterprise[]
  readonly isLast: boolean
} {
  const enterprises: SampleEnterprise[] = []
  let points = 0
  while (points < POINTS_A_TRANSACTION) {
    const next = source.next()
    if (next.done === true) return { enterprises, isLast: true }
    enterprises.push(next.value)
    points += next.value.riskPoints.length
  }
  return { enterprises, isLast: false }
}

/** Table by table, so that each is written in one go and at one end of its indexes. */
async function writePart(tx: Tx, part: readonly SampleEnterprise[]): Promise<void> {
  const riskPoints = part.flatMap((one) => one.riskPoints)
  await insertEnterprises(
    tx,
    part.map(({ enterprise, levels }) => ({ ...enterprise, levels })),
  )
  await insertPersons(
    tx,
    part.flatMap(({ persons }) =>
      persons.map((person) => ({ ...person, duties: sampleDuties(person) })),
    ),
  )
  for (const { enterprise } of part)
    for (const { id: _id, ...photo } of SAMPLE_PHOTOS)
      await savePicture(tx, { ...photo, enterpriseId: enterprise.id, purpose: 'photo' })
  await insertDrawnPlans(
    tx,
    part.map(({ planInput: input, ...drawn }) => ({ ...drawn, input })),
  )
  await insertRiskPoints(
    tx,
    riskPoints.map(({ point }) => point),
  )
  await insertRiskEvents(
    tx,
    riskPoints.flatMap(({ events }) => events),
    riskPoints.flatMap(({ assessments }) => assessments),
    'known',
  )
  await insertControlMeasures(
    tx,
    riskPoints.flatMap(({ measures }) => measures),
  )
  await insertHazards(
    tx,
    part.flatMap(({ hazards }) => hazards),
  )
  await insertCheckRecords(
    tx,
    part.flatMap(({ checkRecords }) => checkRecords),
  )
}
