import { defineStore } from 'pinia'
import { shallowRef } from 'vue'
import type { EventAnswer } from '#web/api/assessments.ts'
import { listEvents } from '#web/api/assessments.ts'
import * as api from '#web/api/enterprise-file.ts'
import { listHazards, type HazardPage } from '#web/api/hazards.ts'
import { refusalOf, type Refusal } from '#web/api/refusal.ts'
import { loadable } from './loadable.ts'

export type { EnterpriseChange, HistoryRow, RosterRow } from '#web/api/enterprise-file.ts'

/** What became of a write. */
export type WriteOutcome =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'unreached' }

/** One risk point opened: its events, why, measures. */
export interface OpenedPoint {
  readonly point: api.PointDetail
  readonly measures: readonly api.MeasureRow[]
  readonly events: readonly EventAnswer[]
}

/** What stands behind the tabs of an enterprise's file (一企一档). */
export const useEnterpriseFileStore = defineStore('enterprise-file', () => {
  const roster = loadable<readonly api.RosterRow[]>()
  const history = loadable<api.HistoryPage>()
  const points = loadable<{ items: readonly api.PointRow[]; total: number; next: string | null }>()
  const hazards = loadable<HazardPage>()
  const opened = shallowRef<ReadonlyMap<string, OpenedPoint | 'failed'>>(new Map())

  const loadRoster = (id: string) => roster.load((signal) => api.listRoster(id, signal))

  async function loadHistory(id: string, more = false): Promise<void> {
    const before = more ? history.data.value : null
    await history.load(async (signal) => {
      const page = await api.listHistory(id, before?.nextCursor ?? null, signal)
      return { ...page, items: [...(before?.items ?? []), ...page.items] }
    })
  }

  async function loadPoints(id: string, level: string | null, more = false): Promise<void> {
    const before = more ? points.data.value : null
    await points.load(async (signal) => {
      const page = await api.listPoints(id, { level, cursor: before?.next ?? null }, signal)
      const items = [...(before?.items ?? []), ...page.items]
      return { items, total: page.total, next: page.nextCursor }
    })
  }

  async function openPoint(id: string): Promise<void> {
    const keep = (value: OpenedPoint | 'failed') => {
      opened.value = new Map([...opened.value, [id, value]])
    }
    try {
      const [read, events] = await Promise.all([api.readPoint(id), listEvents(id)])
      keep({ ...read, events })
    } catch (error) {
      if (refusalOf(error) === null && !(error instanceof TypeError)) throw error
      keep('failed')
    }
  }

  const loadHazards = (id: string) =>
    hazards.load((signal) =>
      listHazards(`enterprise=${id}`, { sort: 'urgency', cursor: null, limit: 20 }, signal),
    )

  async function write(work: () => Promise<void>): Promise<WriteOutcome> {
    try {
      await work()
      return { kind: 'done' }
    } catch (error) {
      const refusal = refusalOf(error)
      if (refusal !== null) return { kind: 'refused', refusal }
      if (error instanceof TypeError) return { kind: 'unreached' }
      throw error
    }
  }

  return {
    roster,
    history,
    points,
    hazards,
    opened,
    loadRoster,
    loadHistory,
    loadPoints,
    openPoint,
    loadHazards,
    change: (seen: { id: string; version: number }, change: api.EnterpriseChange) =>
      write(() => api.changeEnterprise(seen, change)),
    addPerson: (id: string, person: api.PersonInput) => write(() => api.addPerson(id, person)),
    changePerson: (row: api.RosterRow, person: api.PersonInput) =>
      write(() => api.changePerson(row, person)),
    handOver: (row: api.RosterRow, to: string) => write(() => api.handOverDuties(row, to)),
    removePerson: (row: api.RosterRow) => write(() => api.removePerson(row)),
  }
})
