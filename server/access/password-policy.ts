import { failure, success } from '#domain/result.ts'
import type { Result } from '#domain/result.ts'

const LEAST_LENGTH = 10
const MOST_LENGTH = 128
const LEAST_CLASSES = 3

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

/**
 * Judge a new password (口令复杂度): length, kinds of characters, no well-known word, not the name.
 * Shape: → the password, or issues at `path`
 * Source: GB/T 22239-2019 8.1.4.1 a) 身份鉴别信息具有复杂度要求
 */
export function checkNewPassword(
  password: string,
  username: string,
  path = 'password',
): Result<string> {
  const length = Array.from(password).length
  if (length < LEAST_LENGTH || length > MOST_LENGTH) {
    return failure(path, 'length', `口令应为 ${LEAST_LENGTH} 到 ${MOST_LENGTH} 个字符`)
  }
  const classes = CLASSES.filter((kind) => kind.test(password)).length
  if (classes < LEAST_CLASSES) {
    return failure(path, 'classes', '口令应含大写字母、小写字母、数字、符号中的三种')
  }
  const lower = password.toLowerCase()
  if ([...CONTEXT_WORDS, username.toLowerCase()].some((word) => lower.includes(word))) {
    return failure(path, 'well_known', '口令不应含有用户名或常见词')
  }
  return success(password)
}
