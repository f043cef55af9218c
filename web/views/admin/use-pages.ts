import { computed, shallowRef } from 'vue'

/** Pages of a list by cursor: where one is, and how to go on and back. */
export function usePages(size: number, total: () => number, nextCursor: () => string | null) {
  /** Cursors of the pages before and including this one; the first page has none. */
  const cursors = shallowRef<readonly (string | null)[]>([null])
  return {
    cursor: computed(() => cursors.value.at(-1) ?? null),
    page: computed(() => cursors.value.length),
    pages: computed(() => Math.max(1, Math.ceil(total() / size))),
    first: () => {
      cursors.value = [null]
    },
    next: () => {
      const cursor = nextCursor()
      if (cursor !== null) cursors.value = [...cursors.value, cursor]
    },
    previous: () => {
      if (cursors.value.length > 1) cursors.value = cursors.value.slice(0, -1)
    },
  }
}
