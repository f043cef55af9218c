import type { ChangeKind } from '#server/store/transact.ts'

/** What a page can be told has changed: the nouns of the routes that would answer otherwise now. */
export const SUBJECTS = [
  'enterprises',
  'risk-points',
  'hazards',
  'plans',
  'zones',
  'persons',
  'check-records',
  'regions',
] as const
export type Subject = (typeof SUBJECTS)[number]

/** The subject a committed change is of; kinds that no page follows are left out. */
export const SUBJECT_OF_KIND: Readonly<Partial<Record<ChangeKind, Subject>>> = {
  enterprise: 'enterprises',
  'risk-point': 'risk-points',
  hazard: 'hazards',
  plan: 'plans',
  zone: 'zones',
  person: 'persons',
  'check-record': 'check-records',
  region: 'regions',
}
