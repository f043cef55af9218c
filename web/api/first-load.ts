/** Said by the server with every answer while it still loads rows (装载中). */
const INDEX_HEADER = 'Riskmap-Index'

let notice: () => void = () => undefined

/** Be told whenever an answer says that rows are still being loaded. */
export function onFirstLoad(listener: () => void): void {
  notice = listener
}

/** Fetch, and notice what the answer says of the load. */
export const noticingFetch: typeof fetch = async (input, init) => {
  const response = await fetch(input, init)
  if (response.headers.get(INDEX_HEADER) === 'loading') notice()
  return response
}
