/**
 * Tell whether JSON text nests no deeper than a limit, without parsing it.
 *
 * The parser takes millions of nested arrays and blocks for seconds; whatever walks the result then overflows.
 */
export function isNestedWithin(text: string, limit: number): boolean {
  let depth = 0
  let quoted = false
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charCodeAt(index)
    if (quoted) {
      if (character === 0x5c) index += 1
      else if (character === 0x22) quoted = false
    } else if (character === 0x22) quoted = true
    else if (character === 0x5b || character === 0x7b) {
      depth += 1
      if (depth > limit) return false
    } else if (character === 0x5d || character === 0x7d) depth -= 1
  }
  return true
}
