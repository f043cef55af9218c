import list from '#data/codes/common-passwords.json' with { type: 'json' }

const words: ReadonlySet<string> = new Set(list.words.flatMap((line) => line.split(' ')))

/** Tell whether a text, in lower case, is one that guessers try first (常见口令). */
export function isCommonPassword(lower: string): boolean {
  return words.has(lower)
}
