import { addDays, parseDay, shanghaiDay } from '#domain/day.ts'
import type { Enterprise } from '#domain/enterprise.ts'
import { isReportOnBehalf } from '#domain/hazard-transition.ts'
import { deadlineDays, defaultDeadline, isOverdue } from '#domain/hazard-deadline.ts'
import type { HazardLevel, HazardManageType, PlanPlace } from '#domain/hazard.ts'
import { planToLngLat } from '#domain/georeference.ts'
import { diagnosePosition } from '#domain/position.ts'
import type { Position } from '#domain/position.ts'
import { failure, success } from '#domain/result.ts'
import type { Result } from '#domain/result.ts'
import type { RiskPoint } from '#domain/risk-point.ts'
import { findHazardsByNumber } from '#server/store/hazard.ts'
import type { NewHazard } from '#server/store/hazard.ts'
import { newId } from '#server/store/identifier.ts'
import { findPlan } from '#server/store/plan.ts'
import { findRiskPoint } from '#server/store/risk-point.ts'
import type { Reader, Tx } from '#server/store/transact.ts'
import { rounded } from './plan-on-earth.ts'
import { findCountyExtent } from './county-extent.ts'
import { departmentOf, foreignPersons, foreignPictures } from './move-hazard.ts'
import type { Mover } from './move-hazard.ts'

/** A hazard as somebody reports it. */
export interface HazardReport {
  readonly riskPointId: string | null
  readonly number: string | null
  readonly description: string
  readonly hazardLevel: HazardLevel
  readonly category: string
  readonly source: string
  readonly checkMode: string
  readonly accident: string | null
  readonly ruleCode: string | null
  readonly manageType: HazardManageType
  readonly foundAt: Date | null
  readonly foundBy: string | null
  readonly deadline: string | null
  readonly measure: string | null
  readonly position: Position | null
  readonly planPlace: PlanPlace | null
  readonly part: string | null
  readonly inspectors: string | null
  readonly interimMeasure: string | null
  readonly fundsYuan: number | null
  readonly contingency: string | null
  readonly responsibleDepartment: string | null
  /** Roster person who is to put it right, as the reporter sees it; the order may name another. */
  readonly rectifier: string | null
  /** Ids of pictures of the enterprise. */
  readonly photos: readonly string[]
}

/** Where a hazard lies, and whether that is only its risk point's or enterprise's place. */
export interface HazardPlace {
  readonly riskPointId: string | null
  readonly planPlace: PlanPlace | null
  readonly position: Position | null
  readonly approximate: boolean
}

/**
 * Make a hazard (隐患) of a report: numbered, placed, with the deadline its kind has by rule.
 * Errors: in_future, required (a major one names the rule it was judged by), unknown_risk_point,
 *   already_taken, not_a_day, out_of_range, unknown_plan, unknown_person, unknown_picture, those of diagnosePosition
 */
export async function reportHazard(
  tx: Tx,
  enterprise: Enterprise,
  report: HazardReport,
  actor: Mover,
): Promise<Result<NewHazard>> {
  const foundAt = report.foundAt ?? tx.at
  if (foundAt > tx.at) return failure('foundAt', 'in_future', '排查时间不能晚于现在，请核对日期')
  const judged = judgedByRule(report)
  if (!judged.ok) return judged
  const place = await placeHazard(tx, enterprise, report)
  if (!place.ok) return place
  const number = await takeHazardNumber(tx, enterprise.id, report.number, foundAt)
  if (!number.ok) return number
  const deadline = readDeadline(report, shanghaiDay(foundAt))
  if (!deadline.ok) return deadline
  const unknown = [
    ...(await foreignPersons(tx, enterprise.id, report)),
    ...(await foreignPictures(tx, enterprise.id, report.photos)),
  ]
  if (unknown.length > 0) return { ok: false, issues: unknown }
  const id = newId()
  const { description, hazardLevel, category, source, checkMode, accident, ruleCode } = report
  return success({
    hazard: {
      id,
      enterpriseId: enterprise.id,
      number: number.value,
      description,
      hazardLevel,
      category,
      source,
      checkMode,
      accident,
      ruleCode,
      manageType: report.manageType,
      state: 'REPORTED',
      foundAt,
      foundBy: report.foundBy ?? actor.name,
      deadline: deadline.value,
      extendedDeadline: null,
      supervised: false,
      rectifierId: report.rectifier,
      acceptorId: null,
      closedAt: null,
      wasOverdue: isOverdue('REPORTED', deadline.value, tx.at),
      ...place.value,
      measure: report.measure,
      part: report.part,
      inspectors: report.inspectors,
      interimMeasure: report.interimMeasure,
      fundsYuan: report.fundsYuan,
      contingency: report.contingency,
      responsibleDepartment:
        report.responsibleDepartment ?? (await departmentOf(tx, report.rectifier)),
      plan: null,
      supervisedLevel: null,
      sample: enterprise.sample,
      createdAt: tx.at,
    },
    events: [
      {
        id: newId(),
        hazardId: id,
        from: null,
        to: 'REPORTED',
        at: foundAt,
        actor: actor.id,
        actorName: actor.name,
        actorRole: actor.role,
        onBehalf: isReportOnBehalf(checkMode, actor.role),
        note: '',
        photos: report.photos,
        deadline: deadline.value,
      },
    ],
  })
}

/** A major hazard is judged by a rule that is named, never by choice. */
export function judgedByRule(
  hazard: Pick<HazardReport, 'hazardLevel' | 'ruleCode'>,
): Result<undefined> {
  if (hazard.hazardLevel === 'general' || hazard.ruleCode !== null) return success(undefined)
  return failure('ruleCode', 'required', '重大隐患须注明判定标准条款，请填写依据')
}

/**
 * Place a hazard (隐患定位): where it was said to be, else where its risk point or enterprise is.
 * Shape: a mark on a georeferenced sheet is a place on the ground; on any other it stays on the sheet
 * Errors: unknown_risk_point, unknown_plan, those of diagnosePosition
 */
export async function placeHazard(
  reader: Reader,
  enterprise: Enterprise,
  {
    riskPointId,
    position,
    planPlace,
  }: Pick<HazardReport, 'riskPointId' | 'position' | 'planPlace'>,
): Promise<Result<HazardPlace>> {
  const point = riskPointId === null ? null : await findRiskPoint(reader, riskPointId)
  if (riskPointId !== null && !isOf(enterprise, point))
    return failure('riskPointId', 'unknown_risk_point', '本企业没有此风险点，请重新选择')
  const plan = planPlace === null ? null : await findPlan(reader, planPlace.planId)
  if (planPlace !== null && plan?.enterpriseId !== enterprise.id)
    return failure('planPlace.planId', 'unknown_plan', '本企业没有这张图，请重新在图上点选')
  const georeference = plan?.frame.georeference ?? null
  const marked =
    planPlace === null || georeference === null
      ? null
      : rounded(planToLngLat(georeference, planPlace.point))
  const own = marked ?? position
  if (own === null) {
    const nearest = point?.position ?? enterprise.position
    return success({ riskPointId, planPlace, position: nearest, approximate: true })
  }
  const county = await findCountyExtent(reader, enterprise.county)
  const checked = diagnosePosition(own[0], own[1], county)
  if (checked.ok)
    return success({ riskPointId, planPlace, position: checked.value, approximate: false })
  return { ok: false, issues: checked.issues.map((issue) => ({ ...issue, path: 'position' })) }
}

function isOf(enterprise: Enterprise, point: RiskPoint | null): boolean {
  return point !== null && !point.archived && point.enterpriseId === enterprise.id
}

/** Of the day it was found, counted within the enterprise: YH-20260601-001. */
async function takeHazardNumber(
  reader: Reader,
  enterpriseId: string,
  wanted: string | null,
  foundAt: Date,
): Promise<Result<string>> {
  const day = shanghaiDay(foundAt).replaceAll('-', '')
  const candidates =
    wanted === null
      ? Array.from({ length: 500 }, (_, index) => `YH-${day}-${String(index + 1).padStart(3, '0')}`)
      : [wanted]
  const taken = new Set(
    (await findHazardsByNumber(reader, enterpriseId, candidates)).map(({ number }) => number),
  )
  const free = candidates.find((candidate) => !taken.has(candidate))
  if (free !== undefined) return success(free)
  return failure('number', 'already_taken', '隐患编号已被使用，请换一个编号')
}

function readDeadline(report: HazardReport, foundDay: string): Result<string | null> {
  const { hazardLevel, manageType, deadline } = report
  if (deadline === null) return success(defaultDeadline(hazardLevel, manageType, foundDay))
  const day = parseDay(deadline)
  if (!day.ok)
    return { ok: false, issues: day.issues.map((issue) => ({ ...issue, path: 'deadline' })) }
  const most = manageType === 'immediate' ? 0 : deadlineDays('general-rectification-max')
  const latest = hazardLevel === 'major' ? null : addDays(foundDay, most)
  if (deadline >= foundDay && (latest === null || deadline <= latest)) return success(deadline)
  const range = latest === null ? `${foundDay} 或以后` : `${foundDay} 至 ${latest} 之间`
  return failure('deadline', 'out_of_range', `整改期限应在 ${range}`)
}
