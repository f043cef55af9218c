import type { LevelAt } from '#domain/facts.ts'
import { gradeRiskPoint, type Graded } from '#domain/grading.ts'
import type { PlanProjection } from '#domain/georeference.ts'
import type { Position } from '#domain/position.ts'
import type {
  Assessment,
  AssessmentKind,
  ControlMeasure,
  MeasureCategory,
} from '#domain/risk-point.ts'
import type { LevelPair } from '#domain/risk-level.ts'
import type { NewRiskEvent } from '#server/store/risk-event.ts'
import type { NewRiskPoint } from '#server/store/risk-point.ts'
import { familyMeasures, riskSource } from './catalogue/catalogue.ts'
import type { EventTemplate, RiskSource } from './catalogue/catalogue.ts'
import { roundPosition } from './county.ts'
import type { NewId } from './identifiers.ts'
import { spreadPoints } from './layout/spread-points.ts'
import type { SiteArea } from './layout/site.ts'
import type { PlanPoint } from './layout/shapes.ts'
import type { Random } from './random.ts'
import { gradeEvent } from './risk-grading.ts'
import type { EventScores, Leaning, Score } from './risk-grading.ts'
import type { Roster } from './roster.ts'

/** A zone that already has its id and its number of points. */
export interface Allotment {
  readonly zoneId: string
  readonly area: SiteArea
  readonly count: number
}

/** What the risk points of one enterprise are made from. */
export interface RiskGround {
  readonly enterpriseId: string
  readonly planId: string
  readonly roster: Roster
  readonly isSmall: boolean
  readonly leaning: Leaning
  readonly method: 'LEC' | 'LS' | 'MES'
  /** Null before the plan lies on the ground; `home` counts then. */
  readonly projection: PlanProjection | null
  /** Metres to frame units: 1, or pixels a metre. */
  readonly unitsPerMeter: number
  readonly home: Position
  readonly identifiedAt: Date
  readonly reviewedAt: Date
  /** One event a point and no measures: for counties too big to look at point by point. */
  readonly isLean: boolean
  readonly newId: NewId
  readonly random: Random
}

/** One risk point with all that hangs on it. */
export interface MadeRiskPoint {
  readonly point: NewRiskPoint & { readonly levels: readonly LevelAt[] }
  readonly zoneId: string
  readonly templates: readonly EventTemplate[]
  readonly events: readonly NewRiskEvent[]
  readonly assessments: readonly Assessment[]
  readonly measures: readonly ControlMeasure[]
  readonly graded: Graded
}

/** Machines are also repaired: the common second event of what turns or is under pressure. */
const SECOND_FAMILIES = new Set(['machine', 'pressure', 'lifting', 'electric', 'dust', 'flammable'])

/** Make the risk points (风险点) of one zone, named and numbered as a plant would. */
export function makeRiskPoints(
  ground: RiskGround,
  { zoneId, area, count }: Allotment,
  firstNumber: number,
): MadeRiskPoint[] {
  const { random } = ground
  const places = spreadPoints(area.geometry, count, random)
  const sources = area.sources.map(riskSource)
  const tanks = [...area.tanks]
  return places.map((place, index) => {
    const source = sources[index % sources.length] ?? riskSource('office-electric')
    const turn = Math.floor(index / sources.length) + 1
    const isRepeated = count > sources.length
    const tank =
      source.kind === 'facility' && /罐|仓/u.test(source.name) ? tanks.shift() : undefined
    const name = isRepeated ? nameOf(source, turn) : source.name
    return makeRiskPoint(ground, {
      zoneId,
      area,
      source,
      name,
      place: tank ?? place,
      number: String(firstNumber + index).padStart(3, '0'),
    })
  })
}

function nameOf(source: RiskSource, turn: number): string {
  switch (source.kind) {
    case 'facility':
      return `${turn}#${source.name}`
    case 'area':
      return `${source.name}${turn}区`
    case 'activity':
      return turn === 1 ? source.name : `${source.name}（${turn}）`
  }
}

interface Spot {
  readonly zoneId: string
  readonly area: SiteArea
  readonly source: RiskSource
  readonly name: string
  readonly place: PlanPoint
  readonly number: string
}

function makeRiskPoint(ground: RiskGround, spot: Spot): MadeRiskPoint {
  const { newId, random, identifiedAt, enterpriseId } = ground
  const id = newId(identifiedAt)
  const templates = templatesOf(ground, spot.source)
  const isAssessed = !random.chance(0.025)
  const made = templates.map((template) => {
    const event = makeEvent(ground, id, spot.source, template)
    const scores = gradeEvent(template, ground.method, ground.leaning, random)
    return { event, scores }
  })
  const assessments = isAssessed
    ? made.flatMap(({ event, scores }) => assessmentsOf(ground, event, scores))
    : []
  const point = { id, name: spot.name }
  const grade = (isReviewed: boolean): Graded =>
    gradeRiskPoint(
      made.map(({ event, scores: { inherent, current, earlier } }) => {
        const now = isReviewed || earlier === null ? current : earlier
        return {
          eventId: event.id,
          eventName: event.name,
          levels: isAssessed
            ? { inherent: inherent.assessed.level, current: now.assessed.level }
            : { inherent: null, current: null },
          inherentWhy: isAssessed ? inherent.assessed.why : null,
          currentWhy: isAssessed ? now.assessed.why : null,
        }
      }),
      point,
    )
  const graded = grade(true)
  const before = made.some(({ scores }) => scores.earlier !== null) ? grade(false) : graded
  const onGround = ground.projection?.toLngLat(spot.place)
  const units = ground.unitsPerMeter
  return {
    zoneId: spot.zoneId,
    templates,
    events: made.map(({ event }) => event),
    assessments,
    measures: ground.isLean ? [] : measuresOf(ground, id, made, templates),
    graded,
    point: {
      id,
      enterpriseId,
      planId: ground.planId,
      zoneId: spot.zoneId,
      number: spot.number,
      name: spot.name,
      kind: spot.source.kind,
      department: spot.area.department,
      personId: ground.roster.ofDepartment(spot.area.department).id,
      planPosition: [spot.place[0] * units, spot.place[1] * units],
      position: onGround === undefined ? ground.home : roundPosition(onGround),
      approximate: onGround === undefined,
      sample: true,
      createdAt: identifiedAt,
      accidents: [...new Set(templates.map(({ accident }) => accident))].toSorted(),
      levels: isAssessed ? levelsOf(ground, before, graded) : [],
    },
  }
}

function templatesOf(ground: RiskGround, source: RiskSource): EventTemplate[] {
  if (ground.isLean) return source.events.slice(0, 1)
  const [first] = source.events
  const takesSecond =
    source.events.length === 1 &&
    source.kind === 'facility' &&
    first !== undefined &&
    SECOND_FAMILIES.has(first.family) &&
    ground.random.chance(0.4)
  return [...source.events, ...(takesSecond ? riskSource('maintenance').events : [])]
}

function makeEvent(
  { newId, identifiedAt, isSmall }: RiskGround,
  riskPointId: string,
  source: RiskSource,
  template: EventTemplate,
): NewRiskEvent {
  return {
    id: newId(identifiedAt),
    riskPointId,
    unit: isSmall ? null : source.kind === 'activity' ? '作业过程' : '日常运行',
    name: template.event,
    hazardFactor: template.factor,
    accident: template.accident,
    consequence: template.outcome,
    sample: true,
  }
}

function assessmentsOf(
  { newId, enterpriseId, roster, identifiedAt, reviewedAt }: RiskGround,
  event: NewRiskEvent,
  { inherent, current, earlier }: EventScores,
): Assessment[] {
  const make = (
    kind: AssessmentKind,
    assessedAt: Date,
    { method, params, assessed }: Score,
  ): Assessment => ({
    id: newId(assessedAt),
    eventId: event.id,
    riskPointId: event.riskPointId,
    enterpriseId,
    kind,
    method,
    params,
    cutoffSet: assessed.why.cutoffSet,
    value: assessed.value,
    level: assessed.level,
    why: assessed.why,
    assessedAt,
    assessedBy: roster.safetyOfficer.name,
    sample: true,
  })
  return [
    make('inherent', identifiedAt, inherent),
    make('current', identifiedAt, earlier ?? current),
    ...(earlier === null ? [] : [make('current', reviewedAt, current)]),
  ]
}

function levelsOf(
  { identifiedAt, reviewedAt }: RiskGround,
  before: LevelPair,
  after: LevelPair,
): LevelAt[] {
  const first = { at: identifiedAt, level: { inherent: before.inherent, current: before.current } }
  return before.current === after.current
    ? [first]
    : [first, { at: reviewedAt, level: { inherent: after.inherent, current: after.current } }]
}

function measuresOf(
  { newId, identifiedAt }: RiskGround,
  riskPointId: string,
  made: readonly { readonly event: NewRiskEvent }[],
  templates: readonly EventTemplate[],
): ControlMeasure[] {
  const measure = (
    category: MeasureCategory,
    text: string,
    eventId: string | null,
  ): ControlMeasure => ({
    id: newId(identifiedAt),
    riskPointId,
    eventId,
    category,
    text,
    sample: true,
  })
  const own = templates.flatMap((template, index) => {
    const eventId = made[index]?.event.id ?? null
    return [
      measure('ENG', template.engineering, eventId),
      measure('MGT', template.management, eventId),
    ]
  })
  const families = [...new Set(templates.map(({ family }) => family))].map(familyMeasures)
  const shared = families.flatMap(({ training, protection, emergency }) => [
    measure('EDU', training, null),
    measure('PPE', protection, null),
    measure('EMG', emergency, null),
  ])
  return [...own, ...shared]
}
