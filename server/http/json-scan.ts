/** What makes a JSON text unfit before anyone parses it. */
export type JsonFault =
  'too_deep' | 'too_many_lists' | 'forbidden_key' | 'duplicate_key' | 'forbidden_character'

const QUOTE = 0x22
const BACKSLASH = 0x5c
const OPEN_BRACE = 0x7b
const CLOSE_BRACE = 0x7d
const OPEN_BRACKET = 0x5b
const CLOSE_BRACKET = 0x5d
const COLON = 0x3a
const COMMA = 0x2c

/** Under the `u` flag only a surrogate without its partner is one. */
const LONE_SURROGATE = /\p{Surrogate}/u

const FORBIDDEN_KEYS: ReadonlySet<string> = new Set(['__proto__'])

/**
 * One pass over a JSON text for what `JSON.parse` lets through or chokes on: nesting, repeated keys,
 * `__proto__`, NUL and lone surrogates. Grammar stays the parser's business.
 *
 * Shape: text, deepest nesting and most lists allowed (every vertex of a geometry is one) → the first
 *   fault, or null
 */
export function scanJson(
  text: string,
  maximumDepth: number,
  maximumLists = Infinity,
): JsonFault | null {
  /** One entry a level: the keys seen in an object, or null inside a list. */
  const levels: (Set<string> | null)[] = []
  let expectsKey = false
  let lists = 0
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case OPEN_BRACE:
      case OPEN_BRACKET: {
        const isObject = text.charCodeAt(at) === OPEN_BRACE
        if (levels.length >= maximumDepth) return 'too_deep'
        if (!isObject && (lists += 1) > maximumLists) return 'too_many_lists'
        levels.push(isObject ? new Set() : null)
        expectsKey = isObject
        break
      }
      case CLOSE_BRACE:
      case CLOSE_BRACKET:
        levels.pop()
        expectsKey = false
        break
      case COMMA:
        expectsKey = levels.at(-1) instanceof Set
        break
      case COLON:
        expectsKey = false
        break
      case QUOTE: {
        const end = endOfString(text, at)
        const fault = faultOfString(text.slice(at, end + 1), expectsKey ? levels.at(-1) : null)
        if (fault !== null) return fault
        at = end
        break
      }
    }
  }
  return null
}

/** Index of the closing quote, or the last index of an unclosed text. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    if (code === BACKSLASH) at += 1
    else if (code === QUOTE) return at
  }
  return text.length - 1
}

function faultOfString(quoted: string, keys: Set<string> | null | undefined): JsonFault | null {
  const value = unquote(quoted)
  if (value === null) return null
  if (value.includes('\0') || LONE_SURROGATE.test(value)) return 'forbidden_character'
  if (!keys) return null
  if (FORBIDDEN_KEYS.has(value)) return 'forbidden_key'
  if (keys.has(value)) return 'duplicate_key'
  keys.add(value)
  return null
}

/** The string a literal stands for; null when it is broken, which the parser will say. */
function unquote(quoted: string): string | null {
  if (!quoted.includes('\\')) return quoted.slice(1, -1)
  try {
    return String(JSON.parse(quoted))
  } catch {
    return null
  }
}
