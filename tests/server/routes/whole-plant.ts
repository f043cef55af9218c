import { createHash } from 'node:crypto'
import type { Polygon } from 'geojson'
import type { HazardState } from '#domain/hazard.ts'
import type { Position } from '#domain/position.ts'
import { placeOnEarth } from '#server/services/plan-on-earth.ts'
import { readPlan } from '#server/services/read-plan.ts'
import { regradeEnterprise } from '#server/services/regrade.ts'
import { insertCheckRecords } from '#server/store/check-record.ts'
import { insertControlMeasures } from '#server/store/control-measure.ts'
import { insertEnterprises } from '#server/store/enterprise.ts'
import { insertHazards } from '#server/store/hazard.ts'
import { insertPersons } from '#server/store/person.ts'
import { savePicture } from '#server/store/picture.ts'
import { findPlan, insertPlan, putPlan } from '#server/store/plan.ts'
import { insertPlanRevision } from '#server/store/plan-revision.ts'
import { insertRiskEvents } from '#server/store/risk-event.ts'
import { insertRiskPoints } from '#server/store/risk-point.ts'
import type { Tx } from '#server/store/transact.ts'
import { anAssessment, anEnterprise, aHazard, aRiskEvent, aRiskPoint } from '../store/ledger.ts'

/** Where a plant stands, which decides who sees it, and how much there is of it. */
export interface PlantPlace {
  readonly county: string | null
  readonly township: string | null
  readonly sector: string
  readonly position: Position
}

export interface PlantSize {
  readonly riskPoints: number
  readonly hazards: number
  /** Inherent level of every point. */
  readonly level: 1 | 2 | 3 | 4
  readonly state: HazardState
}

/** A text that stands in every field of a plant where people write. */
export const canaryOf = (key: string) => `示例暗记${key}`

/** Ids of a plant's rows: made of its key, so that two stores hold the very same ones. */
export const plantIds = (key: string) => ({
  enterprise: key,
  person: `${key}-person`,
  plan: `${key}-plan`,
  zone: `${key}-zone`,
  riskPoint: `${key}-point-0`,
  event: `${key}-point-0-event`,
  hazard: `${key}-hazard-0`,
  picture: createHash('sha256').update(pictureBytes(key)).digest('hex'),
})

const WRITTEN_AT = new Date('2026-05-01T00:00:00.000Z')
const FOUND_AT = new Date('2026-05-20T02:00:00.000Z')

function pictureBytes(key: string): Uint8Array {
  return new TextEncoder().encode(canaryOf(key))
}

function ring(x: number): Polygon {
  const corners = [0, 1, 1, 0, 0].map((east, index) => [
    x + 40 * east,
    [0, 0, 40, 40, 0][index] ?? 0,
  ])
  return { type: 'Polygon', coordinates: [corners] }
}

/** An enterprise with a row of every kind that can belong to one. */
export async function insertWholePlant(
  tx: Tx,
  key: string,
  place: PlantPlace,
  size: PlantSize = { riskPoints: 2, hazards: 3, level: 2, state: 'REPORTED' },
): Promise<void> {
  const ids = plantIds(key)
  const canary = canaryOf(key)
  const common = { sample: false, createdAt: WRITTEN_AT }
  await insertEnterprises(tx, [
    anEnterprise({
      ...place,
      ...common,
      id: key,
      name: `${canary}化工`,
      externalId: `${canary}-E`,
      address: `${canary}路`,
      safetyOfficer: `${canary}经理`,
      phone: '13700000000',
    }),
  ])
  await insertPersons(tx, [
    {
      id: ids.person,
      enterpriseId: key,
      name: `${canary}员`,
      department: canary,
      post: canary,
      phone: '13900000000',
      sample: false,
    },
  ])
  const points = Array.from({ length: size.riskPoints }, (_, index) => `${key}-point-${index}`)
  await insertRiskPoints(
    tx,
    points.map((id, index) =>
      aRiskPoint(key, {
        ...common,
        id,
        number: `R-${index}`,
        name: `${canary}罐`,
        personId: ids.person,
        position: place.position,
      }),
    ),
  )
  for (const id of points) {
    const event = aRiskEvent(id, { id: `${id}-event`, name: canary })
    const assessed = anAssessment({ id, enterpriseId: key }, event.id, {
      id: `${id}-assessment`,
      level: size.level,
      assessedBy: canary,
    })
    await insertRiskEvents(tx, [event], [assessed])
    await insertControlMeasures(tx, [
      {
        id: `${id}-measure`,
        riskPointId: id,
        eventId: event.id,
        category: 'ENG',
        text: canary,
        sample: false,
      },
    ])
  }
  await insertPlanOf(tx, key, place, points)
  await regradeEnterprise(tx, key)
  await insertHazardsOf(tx, key, place, size)
  await insertCheckRecords(tx, [
    {
      id: `${key}-check`,
      enterpriseId: key,
      checkMode: 'SELF',
      checkedAt: FOUND_AT,
      checkedBy: canary,
      hazardsFound: size.hazards,
      note: canary,
      sample: false,
    },
  ])
}

async function insertPlanOf(
  tx: Tx,
  key: string,
  { position: [lng, lat] }: PlantPlace,
  points: readonly string[],
): Promise<void> {
  const ids = plantIds(key)
  const name = `${canaryOf(key)}图`
  const frame = { unit: 'meter', metersPerUnit: 1, georeference: null } as const
  await insertPlan(tx, {
    id: ids.plan,
    enterpriseId: key,
    name,
    frame,
    sample: false,
    createdAt: WRITTEN_AT,
  })
  const bytes = pictureBytes(key)
  const picture = { enterpriseId: key, width: 100, height: 80, mime: 'image/png', bytes } as const
  await savePicture(tx, { ...picture, purpose: 'plan' })
  const read = readPlan(
    {
      name,
      frame: {
        unit: 'meter',
        metersPerUnit: 1,
        georeference: {
          kind: 'similarity',
          controlPoints: [
            { plan: [0, 0], lngLat: [lng, lat] },
            { plan: [100, 0], lngLat: [lng + 0.0011, lat] },
          ],
        },
      },
      image: null,
      structures: [{ id: `${key}-building`, kind: 'building', name, geometry: ring(60) }],
      zones: [
        {
          id: ids.zone,
          name,
          kind: 'tank-farm',
          department: name,
          personId: ids.person,
          geometry: ring(0),
        },
      ],
      riskPoints: points.map((id, index) => ({ id, position: [5 + index, 5] })),
      symbols: [],
    },
    null,
  )
  if (!read.ok) throw new RangeError(JSON.stringify(read.issues))
  const onEarth = placeOnEarth(read.value)
  if (!onEarth.ok) throw new RangeError(JSON.stringify(onEarth.issues))
  const image = { id: ids.picture, width: 100, height: 80, opacity: 1, rotation: 0 }
  await putPlan(tx, ids.plan, 1, { ...read.value, image }, onEarth.value)
  await insertPlanRevision(tx, {
    id: `${key}-revision`,
    planId: ids.plan,
    enterpriseId: key,
    document: {
      plan: await findPlan(tx, ids.plan),
      enterprise: { id: key, name },
      riskPoints: [],
    },
    token: `${key}-token`,
    publishedBy: name,
  })
}

async function insertHazardsOf(
  tx: Tx,
  key: string,
  { position }: PlantPlace,
  size: PlantSize,
): Promise<void> {
  const canary = canaryOf(key)
  const hazards = Array.from({ length: size.hazards }, (_, index) => {
    const id = `${key}-hazard-${index}`
    const { hazard, events } = aHazard(key, {
      id,
      riskPointId: size.riskPoints === 0 ? null : `${key}-point-0`,
      number: `YH-${index}`,
      description: canary,
      hazardLevel: index % 2 === 0 ? 'general' : 'major',
      ruleCode: canary,
      foundAt: FOUND_AT,
      foundBy: canary,
      state: size.state,
      deadline: '2026-05-25',
      position,
      measure: canary,
      createdAt: WRITTEN_AT,
    })
    const named = events.map((event) => ({
      ...event,
      id: `${id}-reported`,
      actorName: canary,
      note: canary,
      deadline: hazard.deadline,
      photos: [],
    }))
    return { hazard, events: named }
  })
  await insertHazards(tx, hazards)
}
