import type { HazardNotice, News } from './news.ts'
import { SUBJECTS } from './subject.ts'
import type { Subject } from './subject.ts'

/** Notices waiting for one listener; beyond it `changed` says enough: whoever hears it reads the list. */
const MOST_NOTICES = 50

/** What the running server is, so that pages made by another one know it. */
export interface Release {
  readonly version: string
  /** Of the built pages; null when there are none. */
  readonly build: string | null
}

/**
 * What one listener has not been told yet: a mark a subject, never a queue. However long nobody takes
 * it, it does not grow.
 */
export interface Outbox {
  /** Say who is speaking, and how soon to come back after a break. */
  readonly greet: (release: Release, retryMilliseconds: number) => void
  readonly tell: (news: News, version: number) => void
  readonly beat: () => void
  readonly isEmpty: () => boolean
  /** What is to be sent now, as the text of events; null when there is nothing. */
  readonly take: () => string | null
}

/** Nothing to tell yet. */
export function createOutbox(): Outbox {
  let greeting: string | null = null
  let subjects = new Set<Subject>()
  let notices = new Map<string, HazardNotice>()
  let version = 0
  let beats = false

  const isEmpty = () => greeting === null && subjects.size === 0 && notices.size === 0 && !beats

  return {
    greet: (release, retryMilliseconds) => {
      greeting = retryAfter(retryMilliseconds) + event('version', release)
    },
    tell(news, at) {
      version = at
      for (const subject of news.subjects) subjects.add(subject)
      for (const notice of news.hazards) notices.set(notice.id, notice)
      while (notices.size > MOST_NOTICES) notices.delete(leastUrgent(notices))
    },
    beat: () => {
      beats = true
    },
    isEmpty,
    take() {
      if (isEmpty()) return null
      const parts: string[] = []
      if (greeting !== null) parts.push(greeting)
      for (const notice of notices.values()) parts.push(event('hazard', notice))
      // Last, with the id: whoever names it when coming back has heard all that stands before it.
      if (subjects.size > 0) {
        const told = SUBJECTS.filter((subject) => subjects.has(subject))
        parts.push(event('changed', { subjects: told, version }, version))
      }
      if (beats) parts.push(event('heartbeat', {}))
      greeting = null
      subjects = new Set()
      notices = new Map()
      beats = false
      return parts.join('')
    },
  }
}

/** The oldest 一般隐患, or when all are 重大 the oldest of them. */
function leastUrgent(notices: ReadonlyMap<string, HazardNotice>): string {
  let first = ''
  for (const [id, { hazardLevel }] of notices) {
    if (hazardLevel === 'general') return id
    if (first === '') first = id
  }
  return first
}

function event(name: string, data: object, id?: number): string {
  return `${id === undefined ? '' : `id: ${id}\n`}event: ${name}\ndata: ${JSON.stringify(data)}\n\n`
}

/** How long a listener waits before it comes back. */
export function retryAfter(milliseconds: number): string {
  return `retry: ${Math.round(milliseconds)}\n\n`
}
