/** The eight points of 三有五化 that an enterprise checks itself by, in the order they are named. */
export const SELF_CHECK_ITEMS = [
  'enterpriseLedger',
  'siteNotice',
  'postProcedures',
  'fullParticipation',
  'practicalRules',
  'standardOperation',
  'closedLoop',
  'visibleSigns',
] as const
export type SelfCheckItem = (typeof SELF_CHECK_ITEMS)[number]

/** What an enterprise found of itself (三有五化自查): null where it did not look yet. */
export type SelfCheck = Readonly<Record<SelfCheckItem, boolean | null>>

/** Grades of work-safety standardization (安全生产标准化等级); `none` is known to have none. */
export const STANDARDIZATION_GRADES = ['first', 'second', 'third', 'none'] as const
export type StandardizationGrade = (typeof STANDARDIZATION_GRADES)[number]

/** What an enterprise's file (一企一档) says beside its row of the ledger; null is unknown. */
export interface EnterpriseProfile {
  /** 法定代表人; personal data. */
  readonly legalRepresentative: string | null
  /** 主要负责人; personal data. */
  readonly principalPerson: string | null
  /** 经营范围 */
  readonly businessScope: string | null
  readonly standardization: StandardizationGrade | null
  readonly selfCheck: SelfCheck
}

const UNCHECKED = Object.fromEntries(SELF_CHECK_ITEMS.map((item) => [item, null])) as SelfCheck

/** The file of an enterprise (一企一档) of which nothing is known. */
export const UNKNOWN_PROFILE: EnterpriseProfile = {
  legalRepresentative: null,
  principalPerson: null,
  businessScope: null,
  standardization: null,
  selfCheck: UNCHECKED,
}

/** A self-check (三有五化自查) from what was kept or sent: every item once, unknown keys dropped. */
export function readSelfCheck(kept: Readonly<Record<string, boolean | null>>): SelfCheck {
  return Object.fromEntries(SELF_CHECK_ITEMS.map((item) => [item, kept[item] ?? null])) as SelfCheck
}
