import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'

const packageSchema = z.object({ version: z.string() })
const PACKAGE_FILE = path.resolve(import.meta.dirname, '..', 'package.json')

let known: string | null = null

/** The version this installation says it is. */
export function productVersion(): string {
  known ??= packageSchema.parse(JSON.parse(readFileSync(PACKAGE_FILE, 'utf8'))).version
  return known
}
