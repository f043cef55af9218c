import type { Store, Tx } from '#server/store/transact.ts'
import { startOfShanghaiDay } from '#domain/day.ts'
import { insertCheckRecords } from '#server/store/check-record.ts'
import { insertControlMeasures } from '#server/store/control-measure.ts'
import { insertEnterprises } from '#server/store/enterprise.ts'
import { insertHazards } from '#server/store/hazard.ts'
import { writeLevel, writeZoneLevel } from '#server/store/level.ts'
import { insertPersons } from '#server/store/person.ts'
import { savePicture } from '#server/store/picture.ts'
import { insertPlan, putPlan } from '#server/store/plan.ts'
import { purgeSample } from '#server/store/purge.ts'
import { putRegions } from '#server/store/region.ts'
import { insertRiskEvents } from '#server/store/risk-event.ts'
import { insertRiskPoints } from '#server/store/risk-point.ts'
import { readSampleCounty } from './county.ts'
import { sampleDuties } from './duties.ts'
import { SAMPLE_PHOTOS } from './photos.ts'
import { DEFAULT_ENTERPRISES, generateSample } from './sample.ts'
import type { SampleEnterprise, SampleOptions } from './sample.ts'

/** How far the writing has come. */
export interface SampleProgress {
  readonly enterprises: number
  readonly of: number
  readonly riskPoints: number
  readonly hazards: number
}

/** A transaction holds about so many risk points, so that a large county does not sit in one log. */
const POINTS_A_TRANSACTION = 10_000

/**
 * Write the sample county (示例县) into a store, enterprise by enterprise.
 * Shape: → what was written; up to 10,000 risk points in one transaction with one audit entry, beyond
 *   that one for each such part
 * Errors: StoreConflict `duplicate` when the same sample is already there
 */
export async function writeSample(
  store: Store,
  options: SampleOptions,
  onProgress: (progress: SampleProgress) => void = () => undefined,
): Promise<SampleProgress> {
  const of = options.enterprises ?? DEFAULT_ENTERPRISES
  const at = startOfShanghaiDay(options.asOf)
  const source = generateSample(options)
  let progress: SampleProgress = { enterprises: 0, of, riskPoints: 0, hazards: 0 }
  let isOver = false
  for (let part = 0; !isOver; part++) {
    const held = takePart(source)
    isOver = held.isLast
    const detail = { ...options, part, enterprises: held.enterprises.length }
    progress = await store.transact(
      { actor: 'system', action: 'sample.write', detail, at },
      async (tx) => {
        if (part === 0) await putRegions(tx, readSampleCounty(options.seed).regions)
        let done = progress
        for (const one of held.enterprises) {
          await writeEnterprise(tx, one)
          done = {
            of,
            enterprises: done.enterprises + 1,
            riskPoints: done.riskPoints + one.riskPoints.length,
            hazards: done.hazards + one.hazards.length,
          }
          onProgress(done)
        }
        return done
      },
    )
  }
  /** The township of the demo accounts (高村镇), where the first enterprise stands. */
  return progress
}

/** Take every sample row out of a store again (清除示例数据); real rows stay. */
export async function removeSample(store: Store): Promise<void> {
  await store.transact({ actor: 'system', action: 'sample.remove' }, purgeSample)
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

async function writeEnterprise(tx: Tx, one: SampleEnterprise): Promise<void> {
  const { enterprise, plan, riskPoints } = one
  await insertEnterprises(tx, [enterprise])
  await insertPersons(
    tx,
    one.persons.map((person) => ({ ...person, duties: sampleDuties(person) })),
  )
  for (const { id: _id, ...photo } of SAMPLE_PHOTOS)
    await savePicture(tx, { ...photo, enterpriseId: enterprise.id, purpose: 'photo' })
  await insertPlan(tx, plan)
  await putPlan(tx, plan.id, 1, one.planInput, { zones: one.zonesOnEarth, riskPoints: new Map() })
  await insertRiskPoints(
    tx,
    riskPoints.map(({ point }) => point),
  )
  await insertRiskEvents(
    tx,
    riskPoints.flatMap(({ events }) => events),
    riskPoints.flatMap(({ assessments }) => assessments),
  )
  await insertControlMeasures(
    tx,
    riskPoints.flatMap(({ measures }) => measures),
  )
  for (const [zoneId, graded] of one.zoneGrades) await writeZoneLevel(tx, zoneId, graded)
  // Each entry is written at its own moment, so that the past can be asked for.
  for (const { at, level } of one.levels)
    await writeLevel({ ...tx, at }, 'enterprise', enterprise.id, level)
  await insertHazards(tx, one.hazards)
  await insertCheckRecords(tx, one.checkRecords)
}
