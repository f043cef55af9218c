import { accepted } from './refusal.ts'

export interface AskOptions {
  readonly json?: unknown
  readonly form?: FormData
  /** The version the change was made on: `If-Match`. */
  readonly version?: number
  readonly signal?: AbortSignal | undefined
}

/**
 * Ask a JSON route of this host.
 * Errors: RefusalError for every status of 400 and above
 */
export async function ask<T>(method: string, path: string, options: AskOptions = {}): Promise<T> {
  const { json, form, version, signal } = options
  const headers: Record<string, string> = { Accept: 'application/json' }
  if (json !== undefined) headers['Content-Type'] = 'application/json'
  if (version !== undefined) headers['If-Match'] = `"${version}"`
  const response = await accepted(
    fetch(path, {
      method,
      headers,
      credentials: 'same-origin',
      body: form ?? (json === undefined ? null : JSON.stringify(json)),
      signal: signal ?? null,
    }),
  )
  return (await response.json()) as T
}

/** The rows of a list's answer. */
export function items<T>(answer: unknown): readonly T[] {
  if (typeof answer !== 'object' || answer === null || !('items' in answer)) return []
  return Array.isArray(answer.items) ? (answer.items as T[]) : []
}
