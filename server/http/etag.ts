import type { Context } from 'hono'
import { AppError } from './problem.ts'

/**
 * The strong tag of a row's version, as `ETag` and `If-Match` carry it.
 * Shape: 3 → `"3"`
 */
export function versionTag(version: number): string {
  return `"${version}"`
}

const VERSION_TAG = /^(?:W\/)?"(\d{1,15})"$/

/**
 * The version a writer has seen, from `If-Match`.
 * Errors: AppError precondition_required (428) when the header is missing, bad_parameter (400) when
 *         it is no version
 */
export function requireVersion(c: Context): number {
  const header = c.req.header('if-match')
  if (header === undefined) throw new AppError('precondition_required')
  const digits = VERSION_TAG.exec(header.trim())?.[1]
  if (digits === undefined) {
    throw new AppError('bad_parameter', {
      issues: [{ path: 'If-Match', code: 'invalid_format', message: 'If-Match: "<version>"' }],
    })
  }
  return Number(digits)
}

/**
 * Refuse a writer whose version is not the current one, for writes that compare by themselves.
 * Errors: AppError version_stale (412) carrying `current`
 */
export function checkVersion(seen: number, current: number): void {
  if (seen !== current) throw new AppError('version_stale', { current })
}

/** Tell whether the asker already holds this answer (`If-None-Match`, compared weakly). */
export function isFresh(c: Context, tag: string): boolean {
  const header = c.req.header('if-none-match')
  if (header === undefined) return false
  if (header.trim() === '*') return true
  const opaque = tag.replace(/^W\//, '')
  return header.split(',').some((candidate) => candidate.trim().replace(/^W\//, '') === opaque)
}
