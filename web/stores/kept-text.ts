import type { z } from 'zod'

const PREFIX = 'riskmap-kept'

/** Keep what was typed (本机草稿) on this device; false when it has no room for it. */
export function keepText(name: string, value: unknown): boolean {
  try {
    localStorage.setItem(`${PREFIX}:${name}`, JSON.stringify(value))
    return true
  } catch (error) {
    if (error instanceof DOMException) return false
    throw error
  }
}

/** What was typed and kept under a name, if it still has the shape asked for. */
export function keptText<T>(name: string, schema: z.ZodType<T>): T | null {
  const text = localStorage.getItem(`${PREFIX}:${name}`)
  if (text === null) return null
  try {
    const read = schema.safeParse(JSON.parse(text))
    return read.success ? read.data : null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

/** Give up what was kept under a name. */
export function dropText(name: string): void {
  localStorage.removeItem(`${PREFIX}:${name}`)
}
