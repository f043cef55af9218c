import { defineStore } from 'pinia'
import { computed, shallowRef } from 'vue'
import type { PlanDocument, PlanZone } from '#domain/plan.ts'
import type { LevelPair } from '#domain/risk-level.ts'
import { adoptPoints } from '#web/api/plan-adoptions.ts'
import * as api from '#web/api/plans.ts'
import { refusalOf, type Refusal } from '#web/api/refusal.ts'
import { adoptedPoints } from '#web/plan/adopted-points.ts'
import { draftOf, planInputOf, withKnownPoints, type PlanDraft } from '#web/plan/draft.ts'
import { mapHistory, record, redo, startHistory, undo, type History } from '#web/plan/history.ts'
import { planLevel, pointLevelsOf, zoneLevels, type PointLevels } from '#web/plan/levels.ts'
import { mergePlans, planChanges, type ItemChange } from '#web/plan/merge.ts'
import { isSameValue } from '#web/plan/same-value.ts'
import { loadable } from './loadable.ts'
import { dropDrafts, findKeptDraft, keepDraft, type KeptDraft } from './plan-drafts.ts'
import { planSurroundings } from './plan-surroundings.ts'

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

const KEEP_AFTER_MS = 500

/** One plan being edited: the document as saved, the draft with its history, and the way between. */
export const usePlanStore = defineStore('plan', () => {
  const loaded = loadable<PlanDocument>()
  const history = shallowRef<History<PlanDraft> | null>(null)
  /** The state of the history that the server holds. */
  const saved = shallowRef<PlanDraft | null>(null)
  const pointLevels = shallowRef<PointLevels>(new Map())
  const around = planSurroundings()
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
    return around.ledger.value.filter(({ id, planId }) => planId === null && !here.has(id))
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
    await around.load(plan.enterpriseId)
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
    const known = new Set(plan.riskPoints.map(({ id }) => id))
    const merged = mergePlans(kept.base, kept.draft, draftOf(plan)).draft
    edit(() => withKnownPoints(merged, known), label)
  }

  function discardOffered(): void {
    if (offered.value !== null) dropDrafts(offered.value.planId)
    offered.value = null
  }

  /** Put the plan, unless nothing but new points is there to be told. */
  async function putPlan(plan: PlanDocument, sent: PlanDraft): Promise<PlanDocument> {
    const before = draftOf(plan)
    const hasNew = sent.riskPoints.some(({ isNew }) => isNew)
    if (hasNew && isSameValue(planInputOf(before), planInputOf(sent))) return plan
    const answer = await api.savePlan(plan.id, plan.version, planInputOf(sent))
    loaded.set(answer)
    saved.value = draftOf(answer)
    return answer
  }

  /** Enter the points placed here, all together. */
  async function enterNewPoints(plan: PlanDocument, sent: PlanDraft): Promise<PlanDocument> {
    const points = adoptedPoints(sent)
    if (points.length === 0) return plan
    return adoptPoints(plan.id, plan.version, points)
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
      const sent = history.value.present
      await renameChanged(draftOf(plan), sent)
      takeSaved(await enterNewPoints(await putPlan(plan, sent), sent), sent)
      // Which points stand on no sheet has changed; the plan is saved whether or not this arrives.
      await Promise.allSettled([around.loadLedger(plan.enterpriseId)])
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
      const known = new Set(answer.riskPoints.map(({ id }) => id))
      const merged = () => withKnownPoints(mergePlans(sent, now.present, settled).draft, known)
      history.value = {
        ...mapHistory(now, (state) => withKnownPoints(state, known)),
        present: now.present === sent ? settled : merged(),
      }
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
    const known = new Set(theirs.riskPoints.map(({ id }) => id))
    const merged = (mine: PlanDraft) => mergePlans(draftOf(plan), mine, draftOf(theirs)).draft
    edit((mine) => withKnownPoints(merged(mine), known), label)
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

  /** The server changed the plan at our bidding: show it so, keeping nothing unsaved. */
  function takeAnswer(answer: PlanDocument): void {
    take(answer)
    savedAt.value = new Date()
    offered.value = null
    dropDrafts(answer.id)
  }

  /** Grades changed the levels and nothing that is drawn; a newer plan is not taken unseen. */
  function takeLevels(answer: PlanDocument): void {
    if (document.value?.version === answer.version) loaded.set(answer)
    pointLevels.value = pointLevelsOf(answer)
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
    people: around.people,
    sheets: around.sheets,
    ledger: around.ledger,
    enterprise: around.enterprise,
    addPerson: around.addPerson,
    unplaced,
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
    takeAnswer,
    takeLevels,
    setPointLevel,
    refreshReasons,
    uploadImage,
    imageUrl: api.planImageUrl,
  }
})
