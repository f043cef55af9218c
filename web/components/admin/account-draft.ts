import type { Role } from '#domain/role.ts'

/** An account as its form holds it: lists are empty, not null, until a role asks for them. */
export interface AccountDraft {
  username: string
  name: string
  role: Role
  regions: string[]
  sectors: string[]
  enterprises: string[]
}

/** A choice of a list. */
export interface Choice {
  readonly value: string
  readonly label: string
}
