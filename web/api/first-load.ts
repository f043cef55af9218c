/** Said by the server with every answer while it still loads rows (装载中). */
const INDEX_HEADER = 'Riskmap-Index'

let notice: () => void = () => undefined
let isUnderWay = false
let waiting: (() => void)[] = []

/** Be told once an answer says that rows are still being loaded; again only after their end was said. */
export function onFirstLoad(listener: () => void): void {
  notice = listener
  // The session is asked for before any page is there to listen.
  if (isUnderWay) notice()
}

/** Fetch, and notice what the answer says of the load. */
export const noticingFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, init)
  if (response.headers.get(INDEX_HEADER) === 'loading' && !isUnderWay) {
    isUnderWay = true
    notice()
  }
  return response
}

/** Say that all rows are there: who waited goes on. */
export function endFirstLoad(): void {
  isUnderWay = false
  const ready = waiting
  waiting = []
  for (const go of ready) go()
}

/** Resolves once all rows are there, or nobody wants to know any more; at once when none are being loaded. */
export function firstLoadEnd(signal: AbortSignal): Promise<void> {
  if (!isUnderWay || signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    waiting.push(resolve)
    const leave = () => {
      waiting = waiting.filter((go) => go !== resolve)
      resolve()
    }
    signal.addEventListener('abort', leave, { once: true })
  })
}
