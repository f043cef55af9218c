/** The six parts (六个部分) a rectification plan of a major hazard must have, in their order. */
export const PLAN_PARTS = [
  'objectives',
  'methods',
  'funding',
  'organization',
  'schedule',
  'safety',
] as const
export type PlanPart = (typeof PLAN_PARTS)[number]

/** A rectification plan (重大事故隐患治理方案): every part is text. */
export type RectificationPlan = Readonly<Record<PlanPart, string>>

export const PLAN_PART_NAMES: Readonly<
  Record<PlanPart, { readonly nameZh: string; readonly nameEn: string }>
> = {
  objectives: { nameZh: '目标和任务', nameEn: 'Objectives and tasks' },
  methods: { nameZh: '方法和措施', nameEn: 'Methods and measures' },
  funding: { nameZh: '经费和物资', nameEn: 'Funds and materials' },
  organization: { nameZh: '机构和人员', nameEn: 'Organization and persons' },
  schedule: { nameZh: '时限和要求', nameEn: 'Time limits and requirements' },
  safety: { nameZh: '安全措施和应急预案', nameEn: 'Safety measures and emergency plan' },
}

/**
 * A rectification plan (治理方案) as the history keeps it: the six parts under their names.
 * Shape: what was handed in stays readable after a later plan replaced it
 */
export function planText(plan: RectificationPlan): string {
  return PLAN_PARTS.map((part) => `${PLAN_PART_NAMES[part].nameZh}：${plan[part]}`).join('\n')
}
