import { ROLES } from '#domain/role.ts'
import { lockedUntil } from '#server/access/lockout.ts'
import { passwordExpiry } from '#domain/password.ts'
import type { PasswordProfile } from '#domain/norms/password-profiles.ts'
import type { OwnerRow } from '#server/store/owner.ts'
import type { UserAccount } from '#server/store/user.ts'
import { idSchema, z } from './route.ts'
import { lineSchema } from './text-schema.ts'

const unique = (list: readonly string[]) => [...new Set(list)]
const codes = z.array(z.string().regex(/^[\w-]{1,20}$/, '代码格式不正确')).max(100)

/** What an account may be given; the rules between the fields are the domain's. */
export const grantShape = {
  name: lineSchema(100),
  role: z.enum(ROLES),
  regions: z
    .array(z.string().regex(/^\d{2}(?:\d{2}(?:\d{2}(?:\d{3}(?:\d{3})?)?)?)?$/, '应为区划代码'))
    .max(100)
    .transform(unique),
  sectors: codes.transform(unique).nullable(),
  enterprises: z.array(idSchema).max(500).transform(unique).nullable(),
}

/** An account as those who look after it see it: never a password, nor a hash of one. */
export const accountSchema = z
  .object({
    id: z.string(),
    username: z.string(),
    name: z.string(),
    role: z.enum(ROLES),
    county: z.string().nullable(),
    regions: z.array(z.string()),
    regionNames: z.array(z.string()),
    sectors: z.array(z.string()).nullable(),
    enterprises: z.array(z.string()).nullable(),
    enterpriseNames: z.array(z.string()),
    disabled: z.boolean(),
    demo: z.boolean(),
    mustChangePassword: z.boolean(),
    passwordChangedAt: z.string(),
    /** Null where the chosen rules know no end. */
    passwordExpiresAt: z.string().nullable(),
    lockedUntil: z.string().nullable(),
    version: z.number().int(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .openapi('Account')

/** What telling of accounts needs beside them. */
export interface AccountSurroundings {
  readonly now: Date
  readonly regionNames: ReadonlyMap<string, string>
  readonly owners: ReadonlyMap<string, Pick<OwnerRow, 'name'>>
  readonly failures: ReadonlyMap<string, readonly Date[]>
  readonly profile: PasswordProfile
}

/** An account in an answer. */
export function toldAccount(
  account: UserAccount,
  { now, regionNames, owners, failures, profile }: AccountSurroundings,
): z.infer<typeof accountSchema> {
  const { id, username, name, role, county, disabled, demo, version } = account
  const { regions, sectors, enterprises, mustChangePassword, passwordChangedAt } = account
  const expiry = demo ? null : passwordExpiry(passwordChangedAt, profile)
  return {
    id,
    username,
    name,
    role,
    county,
    regions: [...regions],
    regionNames: regions.map((code) => regionNames.get(code) ?? code),
    sectors: sectors === null ? null : [...sectors],
    enterprises: enterprises === null ? null : [...enterprises],
    enterpriseNames: (enterprises ?? []).map((one) => owners.get(one)?.name ?? one),
    disabled,
    demo,
    mustChangePassword: mustChangePassword && !demo,
    passwordChangedAt: passwordChangedAt.toISOString(),
    passwordExpiresAt: expiry?.toISOString() ?? null,
    lockedUntil: lockedUntil(failures.get(username) ?? [], now)?.toISOString() ?? null,
    version,
    createdAt: account.createdAt.toISOString(),
    updatedAt: account.updatedAt.toISOString(),
  }
}
