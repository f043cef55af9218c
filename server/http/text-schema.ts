import { z } from '@hono/zod-openapi'

/** Control characters but line breaks and tabs, direction overrides, zero-width marks, lone surrogates. */
const HIDDEN =
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufffd]|\p{Cs}/u
const LINE_BREAK = /[\r\n\t]/

/** What a schema's own rule says when it is broken: a stable code beside the words. */
export function rule(code: string, message: string) {
  return { message, params: { code } }
}

/**
 * Text of one line in a body (名称类文本): trimmed, NFC, nothing invisible, counted by characters.
 * Shape: required unless `least` is 0
 */
export function lineSchema(most: number, least = 1) {
  return textSchema(most, least).refine(
    (text) => !LINE_BREAK.test(text),
    rule('line_break', '应为一行文本，不能换行'),
  )
}

/** Text of any number of lines in a body (说明类文本); otherwise as a line. */
export function textSchema(most: number, least = 0) {
  return z
    .string()
    .trim()
    .normalize('NFC')
    .refine(
      (text) => !HIDDEN.test(text),
      rule('hidden_character', '含有不可见的控制字符，请重新录入'),
    )
    .refine((text) => characters(text) >= least, rule('required', '不能为空'))
    .refine((text) => characters(text) <= most, rule('too_long', `不能超过 ${most} 个字`))
}

function characters(text: string): number {
  return Array.from(text).length
}

/** Optional text: left out, null and empty all mean nothing is said. */
export function optionalLine(most: number) {
  return lineSchema(most, 0)
    .nullish()
    .transform((text) => (text === undefined || text === '' ? null : text))
}

export function optionalText(most: number) {
  return textSchema(most)
    .nullish()
    .transform((text) => (text === undefined || text === '' ? null : text))
}
