import { v7 as newId } from 'uuid'
import { z } from 'zod'
import { addDays, shanghaiDay } from '#domain/day.ts'
import { deadlineDays, defaultDeadline } from '#domain/hazard-deadline.ts'
import type { Role } from '#domain/role.ts'
import type { HazardReportInput } from '#web/stores/hazard-report.ts'

const text = z.string()
const pair = z.tuple([z.number(), z.number()])

/** A report as it is typed; kept on this device until it was taken. */
export const reportDraftSchema = z.object({
  /** Goes with every try of this report, so that a second one makes no second row. */
  key: text,
  enterpriseId: text.nullable(),
  description: text,
  part: text,
  riskPointId: text.nullable(),
  placing: z.enum(['point', 'plan', 'map']),
  planPlace: z.object({ planId: text, point: pair }).nullable(),
  position: pair.nullable(),
  hazardLevel: z.enum(['general', 'major']),
  ruleCode: text,
  manageType: z.enum(['immediate', 'deadline']),
  deadline: text.nullable(),
  rectifier: text.nullable(),
  fixNote: text,
  checkMode: text,
  source: text,
  category: text,
  accident: text.nullable(),
  inspectors: text,
  measure: text,
  interimMeasure: text,
  contingency: text,
  funds: text,
  foundAt: text.nullable(),
})
export type ReportDraft = z.infer<typeof reportDraftSchema>

const CHECK_MODES: Readonly<Partial<Record<Role, string>>> = {
  enterprise: 'SELF',
  expert: 'EXPERT',
  department: 'DEPT',
}

/** An empty report of somebody (空白上报). */
export function blankReport(role: Role, enterpriseId: string | null): ReportDraft {
  return {
    key: newId(),
    enterpriseId,
    description: '',
    part: '',
    riskPointId: null,
    placing: 'point',
    planPlace: null,
    position: null,
    hazardLevel: 'general',
    ruleCode: '',
    manageType: 'deadline',
    deadline: null,
    rectifier: null,
    fixNote: '',
    checkMode: CHECK_MODES[role] ?? 'GOV',
    source: '1',
    category: '8',
    accident: null,
    inspectors: '',
    measure: '',
    interimMeasure: '',
    contingency: '',
    funds: '',
    foundAt: null,
  }
}

/** Put right on the spot, and so closed with its report. */
export function isFixedNow(draft: Pick<ReportDraft, 'hazardLevel' | 'manageType'>): boolean {
  return draft.hazardLevel === 'general' && draft.manageType === 'immediate'
}

/** The deadline the rule gives (按规则的期限), the day it counts from, and the last one may choose. */
export function ruleOf(
  draft: Pick<ReportDraft, 'hazardLevel' | 'manageType' | 'foundAt'>,
  now: Date,
): { readonly from: string; readonly day: string | null; readonly last: string | null } {
  const from = shanghaiDay(draft.foundAt === null ? now : new Date(draft.foundAt))
  const manageType = draft.hazardLevel === 'major' ? 'deadline' : draft.manageType
  return {
    from,
    day: defaultDeadline(draft.hazardLevel, manageType, from),
    last:
      draft.hazardLevel === 'major'
        ? null
        : addDays(from, deadlineDays('general-rectification-max')),
  }
}

/** What the server is asked (上报内容). Shape: fields that say nothing are left out */
export function inputOf(
  draft: ReportDraft,
  enterpriseId: string,
  photos: { readonly before: readonly string[]; readonly after: readonly string[] },
): HazardReportInput {
  const said = (value: string) => (value.trim() === '' ? null : value.trim())
  const isMajor = draft.hazardLevel === 'major'
  const fixed = isFixedNow(draft)
  return {
    enterpriseId,
    description: draft.description.trim(),
    riskPointId: draft.riskPointId,
    part: said(draft.part),
    planPlace: draft.placing === 'plan' ? draft.planPlace : null,
    position: draft.placing === 'map' ? draft.position : null,
    hazardLevel: draft.hazardLevel,
    ruleCode: said(draft.ruleCode),
    manageType: isMajor ? 'deadline' : draft.manageType,
    deadline: fixed || isMajor ? null : draft.deadline,
    rectifier: fixed ? null : draft.rectifier,
    checkMode: draft.checkMode,
    source: draft.source,
    category: draft.category,
    accident: draft.accident,
    inspectors: said(draft.inspectors),
    measure: said(draft.measure),
    interimMeasure: said(draft.interimMeasure),
    contingency: said(draft.contingency),
    fundsYuan: draft.funds.trim() === '' ? null : Number(draft.funds),
    foundAt: draft.foundAt,
    photos: [...photos.before],
    sameDayFix: fixed
      ? { note: draft.fixNote.trim(), photos: [...photos.before, ...photos.after] }
      : null,
  }
}
