import { failure, success, type Issue, type Result } from './result.ts'

const alphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
const organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2]

/** Positions from 0: the division code (登记机关行政区划) and the organisation code (主体标识码). */
const regionRange = [2, 8] as const
const organisationRange = [8, 17] as const

/**
 * The check digit (校验码) of the first 17 characters of a unified social credit code.
 * Errors: RangeError when it is not given 17 characters of the code's alphabet
 * Source: GB 32100-2015 [K]; the arithmetic agrees with published codes [V]
 */
export function usccCheckDigit(first17: string): string {
  if (
    first17.length !== 17 ||
    Array.from(first17).some((character) => !alphabet.includes(character))
  ) {
    throw new RangeError(`expected 17 characters of ${alphabet}, got ${JSON.stringify(first17)}`)
  }
  const sum = weights.reduce(
    (total, weight, index) => total + weight * alphabet.indexOf(first17.charAt(index)),
    0,
  )
  return alphabet.charAt((31 - (sum % 31)) % 31)
}

/**
 * Check a unified social credit code (统一社会信用代码) and bring it into its canonical form.
 * Shape: text in any case, width and spacing → 18 capitals and digits
 * Errors: `uscc_length`, `uscc_alphabet`, `uscc_check_digit`
 * Source: GB 32100-2015 [K]
 */
export function checkUscc(text: string): Result<string> {
  const code = text.normalize('NFKC').replace(/\s/gu, '').toUpperCase()
  const characters = Array.from(code)
  if (characters.length !== 18) {
    return failure(
      'uscc',
      'uscc_length',
      `统一社会信用代码应为 18 位，现有 ${characters.length} 位；请核对是否漏填或多填`,
    )
  }
  const foreign = characters.findIndex((character) => !alphabet.includes(character))
  if (foreign >= 0) {
    return failure(
      'uscc',
      'uscc_alphabet',
      `统一社会信用代码第 ${foreign + 1} 位“${characters[foreign] ?? ''}”不是允许的字符；只用数字和除 I、O、S、V、Z 外的字母，请核对是否把 0、1、5、2 误写成字母`,
    )
  }
  if (usccCheckDigit(code.slice(0, 17)) !== code.slice(17)) {
    return failure(
      'uscc',
      'uscc_check_digit',
      '统一社会信用代码的校验位不符；请对照营业执照逐位核对',
    )
  }
  return success(code)
}

/** Check character (组织机构代码校验码) of the eight characters before it. */
function organisationCheck(first8: string): string {
  const sum = organisationWeights.reduce(
    (total, weight, index) => total + weight * parseInt(first8.charAt(index), 36),
    0,
  )
  const check = 11 - (sum % 11)
  return check === 10 ? 'X' : check === 11 ? '0' : String(check)
}

/**
 * What is unusual but allowed about a canonical code (统一社会信用代码): warnings, never refusals.
 * Shape: code as `checkUscc` gives it, 6-digit county code → issues with code
 *   `uscc_organisation_check` or `uscc_region`, none when all is as usual
 * Source: GB 11714 [K]; the arithmetic agrees with published codes [V]
 */
export function usccWarnings(code: string, countyCode: string): readonly Issue[] {
  const warnings: Issue[] = []
  const organisation = code.slice(...organisationRange)
  if (organisationCheck(organisation.slice(0, 8)) !== organisation.slice(8)) {
    warnings.push({
      path: 'uscc',
      code: 'uscc_organisation_check',
      message: `主体标识码 ${organisation} 的校验位不符；请对照营业执照核对`,
    })
  }
  const region = code.slice(...regionRange)
  if (region !== countyCode.slice(0, 6)) {
    warnings.push({
      path: 'uscc',
      code: 'uscc_region',
      message: `登记机关区划 ${region} 与所在县 ${countyCode.slice(0, 6)} 不同；若在上级或外地登记可以忽略，否则请核对`,
    })
  }
  return warnings
}
