import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkUscc, usccCheckDigit, usccWarnings } from '#domain/uscc.ts'

const known = [
  '91330100799655058B',
  '9144030071526726XG',
  '914403001922038216',
  '91110000802100433B',
  '91410622MA3X00010Y',
  '91410622000000019A',
]

function codeOf(text: string): string | undefined {
  const result = checkUscc(text)
  return result.ok ? undefined : result.issues[0]?.code
}

describe('checkUscc', () => {
  it.each(known)('accepts %s', (code) => {
    expect(checkUscc(code)).toEqual({ ok: true, value: code })
  })

  it('brings case, width and spacing into one form', () => {
    const canonical = { ok: true, value: '9144030071526726XG' }
    expect(checkUscc(' 9144 0300 7152 6726xg\n')).toEqual(canonical)
    expect(checkUscc('９１４４０３００７１５２６７２６ＸＧ')).toEqual(canonical)
    expect(checkUscc('9144030071526726\u3000XG')).toEqual(canonical)
  })

  it.each([
    ['', 'uscc_length'],
    ['9133010079965505', 'uscc_length'],
    ['91330100799655058B1', 'uscc_length'],
    ['9133O100799655058B', 'uscc_alphabet'],
    ['9133-10079965505 8B', 'uscc_alphabet'],
    ['9133010079965505中B', 'uscc_alphabet'],
    ['91330100799655058C', 'uscc_check_digit'],
    ['91330100799655085B', 'uscc_check_digit'],
  ])('refuses %j with %s', (text, code) => {
    expect(codeOf(text)).toBe(code)
  })

  it('says what is wrong and what to do', () => {
    const result = checkUscc('9133O100799655058B')
    expect(result.ok ? '' : result.issues[0]?.message).toMatch(/第 5 位“O”.*请核对/u)
  })

  it('notices any single character that is wrong', () => {
    const alphabet = Array.from('0123456789ABCDEFGHJKLMNPQRTUWXY')
    fc.assert(
      fc.property(
        fc.constantFrom(...known),
        fc.nat(17),
        fc.constantFrom(...alphabet),
        (code, at, character) => {
          const changed = code.slice(0, at) + character + code.slice(at + 1)
          expect(checkUscc(changed).ok).toBe(changed === code)
        },
      ),
    )
  })
})

describe('usccCheckDigit', () => {
  it.each(known)('gives the last character of %s', (code) => {
    expect(usccCheckDigit(code.slice(0, 17))).toBe(code.charAt(17))
  })

  it('throws when it is given something else than 17 characters of the alphabet', () => {
    expect(() => usccCheckDigit('9133')).toThrow(RangeError)
    expect(() => usccCheckDigit('9133010079965505I')).toThrow(RangeError)
  })
})

describe('usccWarnings', () => {
  function codes(code: string, county: string): string[] {
    return usccWarnings(code, county).map((warning) => warning.code)
  }

  it('is silent where region and organisation code are as usual', () => {
    expect(codes('91330100799655058B', '330100')).toEqual([])
    expect(codes('9144030071526726XG', '440300')).toEqual([])
    expect(codes('914403001922038216', '440300')).toEqual([])
    expect(codes('91110000802100433B', '110000')).toEqual([])
    expect(codes('91410622MA3X00010Y', '410622')).toEqual([])
    expect(codes('91410622000000019A', '410622')).toEqual([])
  })

  it('warns of an organisation code that does not check, and of another region', () => {
    const first17 = '91410622000000018'
    const code = `${first17}${usccCheckDigit(first17)}`
    expect(checkUscc(code).ok).toBe(true)
    expect(codes(code, '410622')).toEqual(['uscc_organisation_check'])
    expect(codes(code, '410621')).toEqual(['uscc_organisation_check', 'uscc_region'])
    expect(codes('91330100799655058B', '410622')).toEqual(['uscc_region'])
  })
})
