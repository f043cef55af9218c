import type { PlanDraft } from '#web/plan/draft.ts'

/** A draft kept on this device: what it was made of, and what it became. */
export interface KeptDraft {
  readonly planId: string
  readonly version: number
  /** The plan as it was read, so that the changes can be brought onto a newer one. */
  readonly base: PlanDraft
  readonly draft: PlanDraft
  /** ISO time. */
  readonly at: string
}

const PREFIX = 'riskmap-plan-draft'

function keyOf(planId: string, version: number): string {
  return `${PREFIX}:${planId}:${version}`
}

function isKept(value: unknown): value is KeptDraft {
  if (typeof value !== 'object' || value === null) return false
  return ['planId', 'version', 'base', 'draft', 'at'].every((key) => key in value)
}

/** Keep a draft on this device; false when it has no room for it. */
export function keepDraft(kept: KeptDraft): boolean {
  try {
    localStorage.setItem(keyOf(kept.planId, kept.version), JSON.stringify(kept))
    return true
  } catch (error) {
    if (error instanceof DOMException) return false
    throw error
  }
}

/** The newest draft of a plan kept on this device, or null. */
export function findKeptDraft(planId: string): KeptDraft | null {
  let newest: KeptDraft | null = null
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith(`${PREFIX}:${planId}:`)) continue
    const kept = readKept(key)
    if (kept !== null && (newest === null || kept.at > newest.at)) newest = kept
  }
  return newest
}

function readKept(key: string): KeptDraft | null {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? 'null')
    return isKept(value) ? value : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

/** Give up the drafts of a plan, whatever their version. */
export function dropDrafts(planId: string): void {
  for (const key of Object.keys(localStorage))
    if (key.startsWith(`${PREFIX}:${planId}:`)) localStorage.removeItem(key)
}
