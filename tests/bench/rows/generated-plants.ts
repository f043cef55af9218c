import type { Position } from '#domain/position.ts'
import { readSampleCounty } from '#server/sample/county.ts'
import type { SampleCounty } from '#server/sample/county.ts'
import { orderedIds } from '#server/sample/identifiers.ts'
import { ENTERPRISE_KINDS } from '#server/sample/kinds.ts'
import { createPlacement } from '#server/sample/placement.ts'
import { createRandom } from '#server/sample/random.ts'
import { SIZES } from '../sizes.ts'
import { samplePlants } from './sample-plants.ts'
import type { PlantRows, SamplePlant } from './sample-plants.ts'

const SEED = 1
/** Room that a plant keeps for itself where there is any. Units: metres */
const PLANT_RADIUS = 90

/**
 * Plants with their rows, made in memory (内存生成): a thousand as the sample generator makes them, and
 * as many more as are wanted after these, with ids of their own, each placed as the generator would.
 *
 * The same number of plants gives the same rows. A million risk points take some seconds, where the
 * generator itself would take a minute over plans, assessments and measures that no index holds.
 */
export function* generatedPlants(count: number): Generator<PlantRows> {
  const plants = samplePlants()
  const county = readSampleCounty(SEED)
  const move = mover(county, count)
  for (let number = 0; number < count; number += 1) {
    const model = plants[number % plants.length]
    if (model === undefined) return
    yield number < plants.length ? model : move(model, number)
  }
}

function mover(county: SampleCounty, count: number) {
  // As close as the generator lets them come in a county of so many.
  const placement = createPlacement(county, Math.min(1, Math.sqrt(1_400 / count)))
  const begin = new Date('2025-01-01T00:00:00Z').getTime()

  return (
    { enterprise, riskPoints, hazards, position }: SamplePlant,
    number: number,
  ): PlantRows => {
    const random = createRandom(SEED, 'moved', number)
    const kinds = ENTERPRISE_KINDS.filter(({ sector }) => sector === enterprise.sector)
    const siting = random.pick(random.pick(kinds).siting)
    const { at, township } = placement.place(siting, PLANT_RADIUS, random)
    const home = county.plane.toPosition(at)
    const east = home[0] - position[0]
    const north = home[1] - position[1]
    const moved = (place: Position | null): Position | null =>
      place === null ? null : [place[0] + east, place[1] + north]
    const newId = orderedIds(new Date(begin + number), random)
    const idOf = () => newId(enterprise.createdAt)
    const id = idOf()
    const pointIds = new Map(riskPoints.map((point) => [point.id, idOf()]))
    return {
      enterprise: { ...enterprise, id, township, position: home },
      riskPoints: riskPoints.map((point) => ({
        ...point,
        id: pointIds.get(point.id) ?? '',
        enterpriseId: id,
        position: moved(point.position),
      })),
      hazards: hazards.map((hazard) => ({
        ...hazard,
        id: idOf(),
        enterpriseId: id,
        riskPointId:
          hazard.riskPointId === null ? null : (pointIds.get(hazard.riskPointId) ?? null),
        position: moved(hazard.position),
      })),
    }
  }
}

/** Plants so many at a time (分批). */
export function* batchesOf(plants: Iterable<PlantRows>, size: number): Generator<PlantRows[]> {
  let batch: PlantRows[] = []
  for (const plant of plants) {
    batch.push(plant)
    if (batch.length < size) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** How many risk points and hazards so many plants have on average: those of the smallest size. */
export const PLANTS_A_BATCH = SIZES.plain.enterprises
