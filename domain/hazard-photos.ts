import type { HazardEvent } from './hazard.ts'

/** Pictures of a hazard, side by side (整改前后照片). */
export interface PhotosBeforeAfter {
  readonly before: readonly string[]
  readonly after: readonly string[]
}

/**
 * The pictures before and after (整改前后对比) out of a hazard's history, oldest step first.
 * Shape: before are the report's; after are those of the last hand-in or closing that are not among
 *   them. A same-day fix without pictures of the report has its first before and the others after
 */
export function photosBeforeAfter(
  events: readonly Pick<HazardEvent, 'from' | 'to' | 'photos'>[],
): PhotosBeforeAfter {
  const reported = events.find(({ from }) => from === null)?.photos ?? []
  const done = [...events]
    .reverse()
    .find(({ to, photos }) => (to === 'PENDING_ACCEPT' || to === 'CLOSED') && photos.length > 0)
  if (done === undefined) return { before: reported, after: [] }
  if (reported.length === 0 && done.from === 'REPORTED') {
    return { before: done.photos.slice(0, 1), after: done.photos.slice(1) }
  }
  return { before: reported, after: done.photos.filter((photo) => !reported.includes(photo)) }
}
