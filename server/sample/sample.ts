import type { MultiPolygon, Polygon } from 'geojson'
import { addDays, shanghaiDay, startOfShanghaiDay } from '#domain/day.ts'
import type { LevelAt } from '#domain/facts.ts'
import { planProjection, projectGeometry } from '#domain/georeference.ts'
import { gradePlan, gradeZone, type Graded } from '#domain/grading.ts'
import type { Person } from '#domain/person.ts'
import type { PlanFrame, PlanInput } from '#domain/plan.ts'
import { worstLevelPair } from '#domain/risk-level.ts'
import type { CheckRecord } from '#server/store/check-record.ts'
import type { NewEnterprise } from '#server/store/enterprise.ts'
import type { NewHazard } from '#server/store/hazard.ts'
import type { NewPlan } from '#server/store/plan.ts'
import { makeCheckRecords } from './check-records.ts'
import { COUNTY_CODE, readSampleCounty, roundPosition } from './county.ts'
import type { SampleCounty } from './county.ts'
import { georeferenceSite } from './ground.ts'
import { makeHazards } from './hazards.ts'
import { idsFrom, orderedIds } from './identifiers.ts'
import type { NewId } from './identifiers.ts'
import { ENTERPRISE_KINDS, kindsFor } from './kinds.ts'
import type { EnterpriseKind } from './kinds.ts'
import { layOutSite } from './layout/lay-out.ts'
import { radiusOf } from './layout/site-extent.ts'
import type { Site } from './layout/site.ts'
import { nameSource, SAMPLE_PHONE, sampleUscc } from './names.ts'
import { samplePhotoIds } from './photos.ts'
import { createPlacement } from './placement.ts'
import type { Placed } from './placement.ts'
import { scaleFrame, scaledPlan } from './plan-input.ts'
import { sampleProfile } from './profile.ts'
import { createRandom } from './random.ts'
import type { Random } from './random.ts'
import { makeRiskPoints } from './risk-points.ts'
import type { MadeRiskPoint } from './risk-points.ts'
import type { Leaning } from './risk-grading.ts'
import { makeRoster } from './roster.ts'
import { shareOut } from './share-out.ts'

/** What to make; the same options give the same rows, ids and dates included. */
export interface SampleOptions {
  readonly seed: number
  /** Day YYYY-MM-DD: the sample's year ends as this day begins in Asia/Shanghai. */
  readonly asOf: string
  readonly enterprises?: number | undefined
  readonly riskPoints?: number | undefined
  readonly hazards?: number | undefined
}

/** Everything of one sample enterprise, ready to be written. */
export interface SampleEnterprise {
  readonly enterprise: NewEnterprise
  readonly persons: readonly Person[]
  readonly plan: NewPlan
  readonly planInput: PlanInput
  readonly zonesOnEarth: ReadonlyMap<string, Polygon | MultiPolygon>
  readonly zoneGrades: ReadonlyMap<string, Graded>
  readonly riskPoints: readonly MadeRiskPoint[]
  readonly hazards: readonly NewHazard[]
  readonly checkRecords: readonly CheckRecord[]
  /** Its level over time, oldest first. */
  readonly levels: readonly LevelAt[]
}

export const DEFAULT_ENTERPRISES = 168

/** Above this many points each has one event and no measures, or the database would be mostly text. */
const LEAN_FROM = 100_000

/** Whose hazards wait longest: 西岗镇. */
const LAGGING_TOWNSHIP = '410622103'

/** The demo plant stands in 高村镇 and is made first. */
export const DEMO_TOWNSHIP = '410622101'

/** The ledger began so many days before the sample's end. */
const FIRST_DAYS_BACK = 520

const DAY = 86_400_000

interface Context {
  readonly options: SampleOptions
  readonly county: SampleCounty
  readonly end: Date
  readonly isLean: boolean
}

/**
 * Make the sample county enterprise by enterprise (示例县): one is in memory at a time.
 * Shape: the first is the demo plant, a food plant with ammonia refrigeration in 高村镇
 * Errors: RangeError when the day or a count is no such thing
 */
export function* generateSample(options: SampleOptions): Generator<SampleEnterprise> {
  const { seed } = options
  const count = whole(options.enterprises ?? DEFAULT_ENTERPRISES)
  const county = readSampleCounty(seed)
  const kinds = orderOfKinds(seed, count)
  const weights = kinds.map(
    ({ weight }, index) =>
      weight * (index === 0 ? 1.2 : createRandom(seed, 'weight', index).between(0.84, 1.22)),
  )
  const points = shareOut(weights, whole(options.riskPoints ?? Math.round(sum(weights) * 33)))
  const busy = kinds.map((_, index) => hazardWeight(seed, index))
  const hazards = shareOut(busy, whole(options.hazards ?? Math.round(sum(busy))))
  const context: Context = {
    options,
    county,
    end: startOfShanghaiDay(options.asOf),
    isLean: sum(points) > LEAN_FROM,
  }
  const placement = createPlacement(county, Math.min(1, Math.sqrt(1_400 / Math.max(1, count))))
  const nameOf = nameSource(seed)
  for (const [index, kind] of kinds.entries()) {
    const random = createRandom(seed, 'enterprise', index)
    const site = layOutSite(kind.archetype, random, index === 0)
    const siting = random.pick(kind.siting)
    const wanted = index === 0 ? DEMO_TOWNSHIP : undefined
    const placed = placement.place(siting, radiusOf(site), random, wanted)
    const industry = random.pick(kind.industries)
    const name = nameOf(kind, industry[1], county.townshipName(placed.township))
    yield makeEnterprise(context, {
      index,
      kind,
      site,
      placed,
      name,
      industry: industry[0],
      points: points[index] ?? 0,
      hazards: hazards[index] ?? 0,
      random,
    })
  }
}

/** The id of the plant that demo accounts are for (示例企业), without making the rest. */
export function demoEnterpriseId(options: SampleOptions): string {
  return idOf(options, 0)
}

function idOf({ seed, asOf }: SampleOptions, index: number): string {
  return idsFrom(createRandom(seed, 'enterprise-id', index))(createdAtOf(asOf, seed, index))
}

/** A large county's ids ascend from enterprise to enterprise, a millisecond each, whatever the dates. */
function idSource({ options: { seed, asOf }, isLean }: Context, index: number): NewId {
  const random = createRandom(seed, 'ids', index)
  if (!isLean) return idsFrom(random)
  const first = startOfShanghaiDay(addDays(asOf, -FIRST_DAYS_BACK)).getTime()
  return orderedIds(new Date(first + index), random)
}

/** Enterprises joined the ledger over the months before the sample's year. */
function createdAtOf(asOf: string, seed: number, index: number): Date {
  const back = createRandom(seed, 'created', index).integer(425, FIRST_DAYS_BACK)
  return new Date(startOfShanghaiDay(addDays(asOf, -back)).getTime() + DAY * 0.4)
}

function whole(count: number): number {
  if (!Number.isSafeInteger(count) || count < 0)
    throw new RangeError(`expected a whole number from 0, got ${count}`)
  return count
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0)
}

function isSilent(seed: number, index: number): boolean {
  return index > 0 && (index * 7 + seed) % 10 === 3
}

/** From 8 to 25 a year, some far fewer: how much a plant finds says who looks, not who is safe. */
function hazardWeight(seed: number, index: number): number {
  const random = createRandom(seed, 'busy', index)
  if (isSilent(seed, index)) return random.between(0.4, 2.4)
  return random.chance(0.08) ? random.between(24, 38) : random.between(7, 24)
}

function orderOfKinds(seed: number, count: number): EnterpriseKind[] {
  const demo = ENTERPRISE_KINDS.find(({ archetype }) => archetype === 'ammonia-food')
  const kinds = createRandom(seed, 'kinds').shuffle(kindsFor(count))
  const at = kinds.findIndex((kind) => kind === demo)
  if (demo === undefined || count === 0) return kinds
  // Where the proportions hold no such plant, the demo plant takes the first one's place.
  const first = kinds[0]
  if (at > 0 && first !== undefined) kinds[at] = first
  kinds[0] = demo
  return kinds
}

interface Draft {
  readonly index: number
  readonly kind: EnterpriseKind
  readonly site: Site
  readonly placed: Placed
  readonly name: string
  readonly industry: string
  readonly points: number
  readonly hazards: number
  readonly random: Random
}

function makeEnterprise(context: Context, draft: Draft): SampleEnterprise {
  const { options, county, end, isLean } = context
  const { index, kind, site, placed, random } = draft
  const { seed, asOf } = options
  const newId = idSource(context, index)
  const createdAt = createdAtOf(asOf, seed, index)
  const identifiedAt = dayBefore(asOf, random.integer(372, 420))
  const reviewedAt = dayBefore(asOf, random.integer(20, 190))
  const middle = roundPosition(county.plane.toPosition(placed.at))
  const size = random.chance(kind.aboveScale) ? 'above-scale' : 'small'
  const id = isLean && index > 0 ? newId(createdAt) : idOf(options, index)
  const departments = [...new Set(site.areas.map(({ department }) => department))]
  const roster = makeRoster(id, departments, createdAt, newId, random)
  const village = county.nearestVillage(placed.at, placed.township)
  const isPixel = index === 5 || index === 77
  const isLoose = isPixel || (index > 0 && random.chance(0.07))
  const georeference = isLoose
    ? null
    : georeferenceSite(site, middle, random.gaussian(4, 9), random)
  const unitsPerMeter = isPixel ? 6 : 1
  const frame: PlanFrame = scaleFrame(isPixel, georeference)
  const planId = newId(createdAt)
  const zones = site.areas.map((area) => ({
    zoneId: newId(createdAt),
    area,
    weight: 1 + area.sources.length + (area.tanks.length > 0 ? 1 : 0),
  }))
  const share = shareOut(
    zones.map(({ weight }) => weight),
    draft.points,
    1,
  )
  const ground = {
    enterpriseId: id,
    planId,
    roster,
    isSmall: size === 'small',
    leaning: leaningOf(index, random),
    method: random.weighted([
      ['LEC' as const, 74],
      ['LS' as const, index === 0 ? 0 : 18],
      ['MES' as const, index === 0 ? 0 : 8],
    ]),
    projection: georeference === null ? null : planProjection(georeference),
    unitsPerMeter,
    home: middle,
    identifiedAt,
    reviewedAt,
    isLean,
    newId,
    random,
  }
  let number = 1
  const riskPoints = zones.flatMap(({ zoneId, area }, at) => {
    const made = makeRiskPoints(ground, { zoneId, area, count: share[at] ?? 0 }, number)
    number += made.length
    return made
  })
  const hazards =
    riskPoints.length === 0
      ? []
      : makeHazards(
          {
            enterpriseId: id,
            size,
            roster,
            points: riskPoints.map(({ point, templates }) => ({ point, events: templates })),
            end,
            isSilent: isSilent(seed, index),
            isLagging: placed.township === LAGGING_TOWNSHIP,
            photos: samplePhotoIds(),
            newId,
            random,
          },
          draft.hazards,
        )
  const byZone = Map.groupBy(riskPoints, ({ zoneId }) => zoneId)
  const zoneGrades = new Map(
    zones.map(({ zoneId }) => [
      zoneId,
      gradeZone((byZone.get(zoneId) ?? []).map(({ graded }) => graded)),
    ]),
  )
  const planInput = scaledPlan({
    site,
    zones: zones.map(({ zoneId, area }) => ({
      id: zoneId,
      area,
      personId: roster.ofDepartment(area.department).id,
    })),
    frame,
    unitsPerMeter,
    newId: () => newId(createdAt),
  })
  return {
    enterprise: {
      id,
      name: draft.name,
      uscc: sampleUscc(seed, index),
      externalId: null,
      county: COUNTY_CODE,
      township: placed.township,
      village: village.code,
      sector: kind.sector,
      industry: draft.industry,
      size,
      flags: kind.flags,
      address: `淇县${county.townshipName(placed.township)}${villageName(village.name)}（示例地址）`,
      employees: Math.round(
        kind.employees[0] + (kind.employees[1] - kind.employees[0]) * random.next() ** 2,
      ),
      safetyOfficer: roster.safetyOfficer.name,
      phone: SAMPLE_PHONE,
      ...sampleProfile(seed, index, {
        size,
        head: roster.head.name,
        industry: draft.industry,
      }),
      position: middle,
      sourcePosition: null,
      sample: true,
      createdAt,
    },
    persons: roster.persons,
    plan: { id: planId, enterpriseId: id, name: planInput.name, frame, sample: true, createdAt },
    planInput,
    zonesOnEarth: new Map(
      georeference === null
        ? []
        : planInput.zones.map((zone) => [zone.id, projectGeometry(georeference, zone.geometry)]),
    ),
    zoneGrades,
    riskPoints,
    hazards,
    checkRecords: makeCheckRecords({
      enterpriseId: id,
      roster,
      hazards,
      end,
      isSilent: isSilent(seed, index),
      everyDays: !isLean && random.chance(0.45) ? 7 : 28,
      newId,
      random,
    }),
    levels: levelsOver(identifiedAt, reviewedAt, riskPoints, [...zoneGrades.values()]),
  }
}

function villageName(committee: string): string {
  return committee.replace(/村?村民委员会$/u, '村').replace(/居民委员会$/u, '')
}

function leaningOf(index: number, random: Random): Leaning {
  if (index === 0) return 'showcase'
  // A county of some ten red enterprises in a hundred, thirty orange, most of the rest yellow.
  return random.weighted([
    ['orderly', 56],
    ['calm', 32],
    ['plain', 12],
  ])
}

function dayBefore(asOf: string, days: number): Date {
  return new Date(startOfShanghaiDay(addDays(asOf, -days)).getTime() + DAY * 0.625)
}

function levelsOver(
  identifiedAt: Date,
  reviewedAt: Date,
  riskPoints: readonly MadeRiskPoint[],
  zones: readonly Graded[],
): LevelAt[] {
  const before = worstLevelPair(
    riskPoints.flatMap(({ point }) => point.levels.slice(0, 1).map(({ level }) => level)),
  )
  if (before.inherent === null && before.current === null) return []
  const { inherent, current } = gradePlan({ zones, looseRiskPoints: [] })
  const first = { at: identifiedAt, level: before }
  return before.inherent === inherent && before.current === current
    ? [first]
    : [first, { at: reviewedAt, level: { inherent, current } }]
}

/** The day a sample made at this moment ends with (今天). */
export function sampleDay(now: Date): string {
  return shanghaiDay(now)
}
