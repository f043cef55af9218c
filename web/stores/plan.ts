import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { PlanDocument, PlanZone } from '#domain/plan.ts'
import type { LevelPair } from '#domain/risk-level.ts'
import { readEnterprise } from '#web/api/enterprises.ts'
import * as api from '#web/api/plans.ts'
import { refusalOf, type Refusal } from '#web/api/refusal.ts'
import { draftOf, planInputOf, type PlanDraft } from '#web/plan/draft.ts'
import { mapHistory, record, redo, startHistory, undo, type History } from '#web/plan/history.ts'
import { planLevel, pointLevelsOf, zoneLevels, type PointLevels } from '#web/plan/levels.ts'
import { mergePlans, planChanges, type ItemChange } from '#web/plan/merge.ts'
import { loadable } from './loadable.ts'
import { dropDrafts, findKeptDraft, keepDraft, type KeptDraft } from './plan-drafts.ts'

/** Another person saved first: what they changed, and where both changed the same thing. */
export interface PlanConflict {
  readonly theirs: PlanDocument
  readonly changes: readonly ItemChange[]
  readonly contested: readonly ItemChange[]
}

export type SaveState =
  | { readonly kind: 'clean' }
  | { readonly kind: 'saving' }
  | { readonly kind: 'failed'; readonly refusal: Refusal | null }

export type UploadOutcome =
  | {
      readonly ok: true
      readonly value: { readonly id: string; readonly width: number; readonly height: number }
    }
  | { readonly ok: false; readonly reason: string }

export type LedgerPoint = api.LedgerPoint
type Enterprise = Awaited<ReturnType<typeof readEnterprise>>

const KEEP_AFTER_MS = 500

/** One plan being edited: the document as saved, the draft with its history, and the way between. */
export const usePlanStore = defineStore('plan', () => {
  const loaded = loadable<PlanDocument>()
  const history = shallowRef<History<PlanDraft> | null>(null)
  /** The state of the history that the server holds. */
  const saved = shallowRef<PlanDraft | null>(null)
  const pointLevels = shallowRef<PointLevels>(new Map())
  const people = shallowRef<readonly api.RosterPerson[]>([])
  const ledger = shallowRef<readonly LedgerPoint[]>([])
  const sheets = shallowRef<readonly api.PlanSummary[]>([])
  const enterprise = shallowRef<Enterprise | null>(null)
  const saveState = shallowRef<SaveState>({ kind: 'clean' })
  const savedAt = shallowRef<Date | null>(null)
  const conflict = shallowRef<PlanConflict | null>(null)
  const offered = shallowRef<KeptDraft | null>(null)
  const isKept = shallowRef(true)
  let keepTimer: ReturnType<typeof setTimeout> | undefined

  const document = computed(() => loaded.data.value)
  const draft = computed(() => history.value?.present ?? null)
  const isDirty = computed(() => draft.value !== saved.value)
  const canUndo = computed(() => (history.value?.past.length ?? 0) > 0)
  const canRedo = computed(() => (history.value?.future.length ?? 0) > 0)
  const zoneLevelsById = computed<ReadonlyMap<string, LevelPair>>(() =>
    draft.value === null ? new Map() : zoneLevels(draft.value, pointLevels.value),
  )
  const level = computed(() =>
    draft.value === null ? null : planLevel(draft.value, pointLevels.value),
  )
  /** Ledger points that stand on no sheet yet. */
  const unplaced = computed(() => {
    const here = new Set(draft.value?.riskPoints.map(({ id }) => id))
    return ledger.value.filter(({ id, planId }) => planId === null && !here.has(id))
  })

  function take(plan: PlanDocument): void {
    loaded.set(plan)
    const next = draftOf(plan)
    history.value = startHistory(next)
    saved.value = next
    pointLevels.value = pointLevelsOf(plan)
    saveState.value = { kind: 'clean' }
  }

  async function load(id: string): Promise<void> {
    clearTimeout(keepTimer)
    history.value = null
    saved.value = null
    conflict.value = null
    savedAt.value = null
    await loaded.load((signal) => api.readPlan(id, signal))
    if (loaded.status.value.kind !== 'ready' || loaded.data.value?.id !== id) return
    const plan = loaded.data.value
    take(plan)
    offered.value = findKeptDraft(id)
    await loadSurroundings(plan.enterpriseId)
  }

  async function loadLedger(enterpriseId: string): Promise<void> {
    ledger.value = await api.listLedgerPoints(enterpriseId)
  }

  /** What stands around the plan; each is shown when it comes, none is needed to draw. */
  async function loadSurroundings(enterpriseId: string): Promise<void> {
    await Promise.allSettled([
      api.listPersons(enterpriseId).then((rows) => (people.value = rows)),
      loadLedger(enterpriseId),
      api.listPlans(enterpriseId).then((rows) => (sheets.value = rows)),
      readEnterprise(enterpriseId, new AbortController().signal).then(
        (answer) => (enterprise.value = answer),
      ),
    ])
  }

  /** Change the draft; every change is a step that can be taken back. */
  function edit(
    change: (draft: PlanDraft) => PlanDraft,
    label: string,
    mergeKey: string | null = null,
  ): void {
    if (history.value === null) return
    history.value = record(history.value, change(history.value.present), label, mergeKey)
    keepSoon()
  }

  function stepBack(): void {
    if (history.value !== null) history.value = undo(history.value)
    keepSoon()
  }

  function stepForward(): void {
    if (history.value !== null) history.value = redo(history.value)
    keepSoon()
  }

  function keepSoon(): void {
    clearTimeout(keepTimer)
    keepTimer = setTimeout(keepNow, KEEP_AFTER_MS)
  }

  function keepNow(): void {
    const plan = document.value
    if (plan === null || draft.value === null) return
    if (!isDirty.value) {
      if (offered.value === null) dropDrafts(plan.id)
      return
    }
    isKept.value = keepDraft({
      planId: plan.id,
      version: plan.version,
      base: draftOf(plan),
      draft: draft.value,
      at: new Date().toISOString(),
    })
  }

  /** Bring the draft kept on this device back, onto whatever is saved by now. */
  function restoreOffered(label: string): void {
    const kept = offered.value
    const plan = document.value
    if (kept === null || plan === null) return
    offered.value = null
    edit(() => mergePlans(kept.base, kept.draft, draftOf(plan)).draft, label)
  }

  function discardOffered(): void {
    if (offered.value !== null) dropDrafts(offered.value.planId)
    offered.value = null
  }

  /** Enter points placed here in the ledger, and give them their ids in every step of the history. */
  async function enterNewPoints(enterpriseId: string): Promise<void> {
    for (const point of draft.value?.riskPoints ?? []) {
      if (!point.isNew) continue
      const name = point.name.trim() === '' ? `风险点${point.number}` : point.name
      const { id } = await api.createRiskPoint({ enterpriseId, number: point.number, name })
      if (history.value === null) return
      history.value = mapHistory(history.value, (state) => ({
        ...state,
        riskPoints: state.riskPoints.map((one) =>
          one.id === point.id ? { ...one, id, name, isNew: false } : one,
        ),
      }))
    }
  }

  async function renameChanged(before: PlanDraft, after: PlanDraft): Promise<void> {
    const known = new Map(before.riskPoints.map((point) => [point.id, point]))
    for (const { id, number, name } of after.riskPoints) {
      const was = known.get(id)
      if (was !== undefined && (was.name !== name || was.number !== number))
        await api.renameRiskPoint(id, { number, name })
    }
  }

  /** Save the draft over the version it was made on; true when the server took it. */
  async function save(): Promise<boolean> {
    const plan = document.value
    if (plan === null || history.value === null || saveState.value.kind === 'saving') return false
    saveState.value = { kind: 'saving' }
    try {
      await enterNewPoints(plan.enterpriseId)
      const sent = history.value.present
      await renameChanged(draftOf(plan), sent)
      const answer = await api.savePlan(plan.id, plan.version, planInputOf(sent))
      takeSaved(answer, sent)
      // Which points stand on no sheet has changed; the plan is saved whether or not this arrives.
      await Promise.allSettled([loadLedger(plan.enterpriseId)])
      return true
    } catch (error) {
      const refusal = refusalOf(error)
      saveState.value = { kind: 'failed', refusal }
      if (refusal?.status === 412) await openConflict(plan)
      return false
    }
  }

  /** The server holds what was sent; what was drawn meanwhile stays on top of it. */
  function takeSaved(answer: PlanDocument, sent: PlanDraft): void {
    loaded.set(answer)
    const settled = draftOf(answer)
    const now = history.value
    if (now !== null) {
      const present = now.present === sent ? settled : mergePlans(sent, now.present, settled).draft
      history.value = { ...now, present }
    }
    saved.value = settled
    pointLevels.value = pointLevelsOf(answer)
    saveState.value = { kind: 'clean' }
    savedAt.value = new Date()
    offered.value = null
    dropDrafts(answer.id)
  }

  async function openConflict(plan: PlanDocument): Promise<void> {
    if (draft.value === null) return
    const theirs = await api.readPlan(plan.id)
    const base = draftOf(plan)
    conflict.value = {
      theirs,
      changes: planChanges(base, draftOf(theirs)),
      contested: mergePlans(base, draft.value, draftOf(theirs)).contested,
    }
  }

  /** Keep mine: bring my changes onto the newest version, and save again. */
  async function keepMine(label: string): Promise<boolean> {
    const plan = document.value
    if (conflict.value === null || plan === null) return false
    const { theirs } = conflict.value
    edit((mine) => mergePlans(draftOf(plan), mine, draftOf(theirs)).draft, label)
    loaded.set(theirs)
    saved.value = draftOf(theirs)
    pointLevels.value = pointLevelsOf(theirs)
    conflict.value = null
    return save()
  }

  /** Take theirs; mine stays on this device as a draft that can be brought back. */
  function takeTheirs(): void {
    const plan = document.value
    if (conflict.value === null || plan === null) return
    keepNow()
    const { theirs } = conflict.value
    take(theirs)
    conflict.value = null
    clearTimeout(keepTimer)
    offered.value = findKeptDraft(theirs.id)
  }

  /** An assessment changed a point's level: its zone and the plan take their colour at once. */
  function setPointLevel(id: string, next: LevelPair): void {
    pointLevels.value = new Map(pointLevels.value).set(id, next)
  }

  /** Read the reasons of the zones' levels anew, without touching what is drawn. */
  async function refreshReasons(): Promise<void> {
    const plan = document.value
    if (plan === null) return
    const fresh = await api.readPlan(plan.id)
    const reasons = new Map(fresh.zones.map((zone) => [zone.id, zone]))
    const zones = plan.zones.map((zone): PlanZone => {
      const now = reasons.get(zone.id)
      return now === undefined ? zone : { ...zone, level: now.level, why: now.why }
    })
    if (document.value === plan) loaded.set({ ...plan, zones })
  }

  /** Upload a picture; what was refused is told, nothing of the draft changes. */
  async function uploadImage(file: File): Promise<UploadOutcome> {
    const plan = document.value
    if (plan === null) throw new RangeError('no plan is open')
    try {
      return { ok: true, value: await api.uploadPlanImage(plan.id, file) }
    } catch (error) {
      const refusal = refusalOf(error)
      return { ok: false, reason: refusal?.issues[0]?.message ?? refusal?.detail ?? '' }
    }
  }

  return {
    status: loaded.status,
    document,
    draft,
    history,
    pointLevels,
    zoneLevels: zoneLevelsById,
    level,
    people,
    sheets,
    ledger,
    unplaced,
    enterprise,
    saveState,
    savedAt,
    conflict,
    offered,
    isDirty,
    isKept,
    canUndo,
    canRedo,
    load,
    edit,
    stepBack,
    stepForward,
    save,
    keepNow,
    keepMine,
    takeTheirs,
    closeConflict: () => (conflict.value = null),
    restoreOffered,
    discardOffered,
    setPointLevel,
    refreshReasons,
    uploadImage,
    imageUrl: api.planImageUrl,
  }
})
