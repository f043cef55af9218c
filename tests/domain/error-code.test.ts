import { expect, test } from 'vitest'
import { ERROR_CODES, ERROR_FACTS, errorStatus, isErrorCode } from '#domain/error-code.ts'

test.each([
  ['unreadable_json', 400],
  ['bad_parameter', 400],
  ['unauthenticated', 401],
  ['forbidden', 403],
  ['not_found', 404],
  ['conflict', 409],
  ['version_stale', 412],
  ['too_large', 413],
  ['unsupported_type', 415],
  ['invalid', 422],
  ['precondition_required', 428],
  ['too_many_requests', 429],
  ['storage_full', 507],
] as const)('%s answers %i', (code, status) => {
  expect(errorStatus(code)).toBe(status)
})

test('every code has a refusing status and both titles', () => {
  for (const code of ERROR_CODES) {
    const { status, titleZh, titleEn } = ERROR_FACTS[code]
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(600)
    expect(titleZh).toMatch(/[\u4e00-\u9fff]/)
    expect(titleEn).toMatch(/^[A-Z]/)
    expect(isErrorCode(code)).toBe(true)
  }
  expect(isErrorCode('toString')).toBe(false)
})
