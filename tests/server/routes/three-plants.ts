import { NO_PARTICULARS } from '#domain/hazard.ts'
import { createHash } from 'node:crypto'
import type { Services } from '#server/http/environment.ts'
import { publishPlan } from '#server/services/publish-plan.ts'
import { insertEnterprises } from '#server/store/enterprise.ts'
import { insertHazards } from '#server/store/hazard.ts'
import type { OwnedNoun } from '#server/store/owner.ts'
import { savePicture } from '#server/store/picture.ts'
import { findPlan, insertPlan, putPlan } from '#server/store/plan.ts'
import { insertRiskPoints } from '#server/store/risk-point.ts'
import type { Tx } from '#server/store/transact.ts'

/** How a row stands to the asker: own plant, another plant of the township, or another county's. */
export const RELATIONS = ['own', 'sibling', 'foreign'] as const
export type Relation = (typeof RELATIONS)[number]

const PLACES: Readonly<Record<Relation, { county: string; township: string; sector: string }>> = {
  own: { county: '410622', township: '410622101', sector: 'WH' },
  sibling: { county: '410622', township: '410622101', sector: 'MY' },
  foreign: { county: '410621', township: '410621100', sector: 'WH' },
}

/** Ids of each noun by relation; a noun that gets an owner gets its rows here. */
export type Ids = Readonly<Record<OwnedNoun, Readonly<Record<Relation, string>>>>

const idsOf = (noun: string) => ({
  own: `${noun}-own`,
  sibling: `${noun}-sibling`,
  foreign: `${noun}-foreign`,
})

export const PLANT_IDS: Ids = {
  enterprise: idsOf('enterprise'),
  plan: idsOf('plan'),
  'risk-point': idsOf('risk-point'),
  hazard: idsOf('hazard'),
}

const PICTURE_BYTES = new Uint8Array([1])

/** Every plant has this picture, and each its own copy. */
export const PICTURE_ID = createHash('sha256').update(PICTURE_BYTES).digest('hex')

/** Three plants, each with a plan that has a picture, a risk point and a hazard. */
export async function addThreePlants({ store }: Pick<Services, 'store'>): Promise<void> {
  await store.transact({ actor: 'test', action: 'test.plants' }, async (tx) => {
    for (const relation of RELATIONS) await addPlant(tx, relation)
  })
}

async function addPlant(tx: Tx, relation: Relation): Promise<void> {
  const enterpriseId = PLANT_IDS.enterprise[relation]
  const planId = PLANT_IDS.plan[relation]
  const common = { sample: false, createdAt: tx.at }
  await insertEnterprises(tx, [
    {
      id: enterpriseId,
      name: `${relation} 化工有限公司（示例）`,
      uscc: null,
      externalId: null,
      ...PLACES[relation],
      village: null,
      industry: null,
      size: 'small',
      flags: [],
      address: null,
      employees: 40,
      safetyOfficer: null,
      phone: null,
      position: [114.2, 35.6],
      sourcePosition: null,
      ...common,
    },
  ])
  const frame = { unit: 'meter', metersPerUnit: 1, georeference: null } as const
  await insertPlan(tx, { id: planId, enterpriseId, name: '总平面图', frame, ...common })
  await savePicture(tx, {
    enterpriseId,
    purpose: 'plan',
    width: 1,
    height: 1,
    mime: 'image/png',
    bytes: PICTURE_BYTES,
  })
  const image = { id: PICTURE_ID, width: 1, height: 1, opacity: 1, rotation: 0 }
  const drawn = { structures: [], zones: [], riskPoints: [], symbols: [] }
  const onEarth = { zones: new Map(), riskPoints: new Map() }
  await putPlan(tx, planId, 1, { name: '总平面图', frame, image, ...drawn }, onEarth)
  const plan = await findPlan(tx, planId)
  if (plan !== null) await publishPlan(tx, plan, { id: enterpriseId, name: relation }, 'test')
  await insertRiskPoints(tx, [
    {
      id: PLANT_IDS['risk-point'][relation],
      enterpriseId,
      planId: null,
      zoneId: null,
      number: 'FX-001',
      name: '液氨储罐',
      kind: 'facility',
      department: null,
      personId: null,
      planPosition: null,
      position: [114.2, 35.6],
      approximate: true,
      ...common,
    },
  ])
  await addHazard(tx, relation)
}

async function addHazard(tx: Tx, relation: Relation): Promise<void> {
  const id = PLANT_IDS.hazard[relation]
  const hazard = {
    id,
    enterpriseId: PLANT_IDS.enterprise[relation],
    riskPointId: PLANT_IDS['risk-point'][relation],
    number: 'YH-001',
    description: '储罐区可燃气体报警器失效',
    hazardLevel: 'general',
    category: '1',
    source: '1',
    checkMode: 'self',
    accident: null,
    ruleCode: null,
    manageType: 'deadline',
    state: 'REPORTED',
    foundAt: tx.at,
    foundBy: 'test',
    deadline: null,
    extendedDeadline: null,
    supervised: false,
    rectifierId: null,
    acceptorId: null,
    closedAt: null,
    wasOverdue: false,
    position: [114.2, 35.6],
    approximate: true,
    measure: null,
    ...NO_PARTICULARS,
    sample: false,
    createdAt: tx.at,
  } as const
  const event = {
    id: `${id}-1`,
    hazardId: id,
    from: null,
    to: 'REPORTED',
    at: tx.at,
    actor: 'test',
    actorName: 'test',
    actorRole: null,
    onBehalf: false,
    note: '',
    photos: [],
    deadline: null,
  } as const
  await insertHazards(tx, [{ hazard, events: [event] }])
}
