import type { Context } from 'hono'
import type { Enterprise } from '#domain/enterprise.ts'
import { inScope } from '#domain/scope.ts'
import { findEnterprise } from '#server/store/enterprise.ts'
import type { Reader } from '#server/store/transact.ts'
import type { AppEnvironment } from './environment.ts'
import { AppError } from './problem.ts'

/**
 * The enterprise a request writes to: in scope and in use at the moment of writing.
 * Errors: AppError not_found (404), the same for a missing, a foreign and an archived one
 */
export async function requireEnterprise(
  c: Context<AppEnvironment>,
  reader: Reader,
  id: string,
): Promise<Enterprise> {
  const enterprise = await findEnterprise(reader, id)
  if (enterprise === null || enterprise.archived || !inScope(c.var.scope, enterprise))
    throw new AppError('not_found')
  return enterprise
}

/**
 * For whom somebody acts who is not of the enterprise (代办): a line of the audit entry.
 * Shape: → nothing for the enterprise's own account
 */
export function actingFor(
  c: Context<AppEnvironment>,
  enterpriseId: string,
): Readonly<Record<string, string>> {
  const { role } = c.var.principal
  return role === 'enterprise' ? { enterpriseId } : { enterpriseId, role, actingFor: enterpriseId }
}
