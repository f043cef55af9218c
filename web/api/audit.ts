import type { InferRequestType, InferResponseType } from 'hono/client'
import { client } from './client.ts'
import { accepted } from './refusal.ts'

export type AuditPage = InferResponseType<typeof client.api.audit.$get, 200>
export type AuditLine = AuditPage['items'][number]
export type AuditQuery = InferRequestType<typeof client.api.audit.$get>['query']
export type AuditVerification = InferResponseType<typeof client.api.audit.verification.$get, 200>

/** Lines of the audit trail (审计日志), newest first. */
export async function listAudit(query: AuditQuery, signal: AbortSignal): Promise<AuditPage> {
  return (await accepted(client.api.audit.$get({ query }, { init: { signal } }))).json()
}

/** Whether the chain of the audit trail is whole. */
export async function verifyAudit(signal: AbortSignal): Promise<AuditVerification> {
  return (await accepted(client.api.audit.verification.$get({}, { init: { signal } }))).json()
}
