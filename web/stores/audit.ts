import { defineStore } from 'pinia'
import {
  listAudit,
  verifyAudit,
  type AuditLine,
  type AuditPage,
  type AuditQuery,
  type AuditVerification,
} from '#web/api/audit.ts'
import { loadable } from './loadable.ts'

export type { AuditLine, AuditQuery }

/** The audit trail (审计日志), a page at a time, and whether it is whole. */
export const useAuditStore = defineStore('audit', () => {
  const page = loadable<AuditPage>()
  const verification = loadable<AuditVerification>()

  return {
    data: page.data,
    status: page.status,
    verification: verification.data,
    verificationStatus: verification.status,
    load: (query: AuditQuery) => page.load((signal) => listAudit(query, signal)),
    verify: () => verification.load((signal) => verifyAudit(signal)),
  }
})
