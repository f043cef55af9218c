import { isCommonPassword } from './norms/common-passwords.ts'
import type { PasswordProfile } from './norms/password-profiles.ts'
import { success, type Issue, type Result } from './result.ts'

const CLASSES: readonly RegExp[] = [/\p{Ll}/u, /\p{Lu}/u, /\p{N}/u, /[^\p{Ll}\p{Lu}\p{N}]/u]

/** Words that stand in every guessing list for this product. */
const CONTEXT_WORDS: readonly string[] = [
  'riskmap',
  'password',
  'qwerty',
  '123456',
  'admin',
  'anquan',
]

/** Characters that stand for letters in passwords people find clever. */
const DISGUISES: Readonly<Record<string, string>> = {
  '@': 'a',
  '0': 'o',
  '1': 'l',
  '3': 'e',
  $: 's',
}

/** With fewer different characters than this a password is a pattern, whatever its length. */
const LEAST_DIFFERENT = 5
const MILLISECONDS_A_DAY = 86_400_000

/** What a password must keep to, and whose it is. */
export interface PasswordRules {
  readonly profile: PasswordProfile
  readonly username: string
}

/**
 * Everything that is wrong with a new password (口令规则), so that a form tells all at once.
 * Shape: codes `length`, `classes`, `well_known` (a word of the product or the user's name in it),
 *   `common` (itself a guess, also in disguise or with an ending), `monotonous`
 * Source: GB/T 22239-2019 8.1.4.1 a) [K]; OWASP ASVS 5.0 6.2 [K]
 */
export function passwordIssues(
  password: string,
  { profile, username }: PasswordRules,
  path = 'password',
): readonly Issue[] {
  const text = password.normalize('NFC')
  const characters = Array.from(text)
  const lower = text.toLowerCase()
  const found: [code: string, message: string][] = []
  if (characters.length < profile.leastLength || characters.length > profile.mostLength)
    found.push(['length', `口令应为 ${profile.leastLength} 到 ${profile.mostLength} 个字符`])
  if (CLASSES.filter((kind) => kind.test(text)).length < profile.leastClasses)
    found.push([
      'classes',
      `口令应含大写字母、小写字母、数字、符号中的${profile.leastClasses === 3 ? '三' : profile.leastClasses}种`,
    ])
  if (
    [...CONTEXT_WORDS, username.toLowerCase()].some((word) => word !== '' && lower.includes(word))
  )
    found.push(['well_known', '口令不应含有用户名或常见词'])
  else if (guessesOf(lower).some(isCommonPassword))
    found.push(['common', '口令过于常见，加上数字或符号也容易被猜中，请另取一个'])
  if (new Set(lower).size < LEAST_DIFFERENT)
    found.push(['monotonous', `口令中不同的字符应不少于 ${LEAST_DIFFERENT} 个`])
  return found.map(([code, message]) => ({ path, code, message }))
}

/** Judge a new password (口令). Shape: → the password, or every issue at `path` */
export function checkNewPassword(
  password: string,
  rules: PasswordRules,
  path = 'password',
): Result<string> {
  const issues = passwordIssues(password, rules, path)
  return issues.length === 0 ? success(password) : { ok: false, issues }
}

/** What a guesser would have to try: the text, without its ending, without its disguise. */
function guessesOf(lower: string): readonly string[] {
  const plain = Array.from(lower, (character) => DISGUISES[character] ?? character).join('')
  const shown = [lower, withoutEnding(lower), plain, undisguised(lower)]
  return [...new Set(shown)].filter((guess) => guess.length >= 4)
}

function withoutEnding(text: string): string {
  return text.replace(/[^a-z]+$/, '')
}

/** The ending goes first: digits at the end are a year more often than letters. */
function undisguised(text: string): string {
  const word = text.replace(/[^a-z@$]+$/, '')
  return Array.from(word, (character) => DISGUISES[character] ?? character).join('')
}

/** When a password has to be changed (口令到期), or null when its profile knows no end. */
export function passwordExpiry(changedAt: Date, profile: PasswordProfile): Date | null {
  const days = profile.expiresAfterDays
  return days === null ? null : new Date(changedAt.getTime() + days * MILLISECONDS_A_DAY)
}
