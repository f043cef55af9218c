import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'

const INDEX = path.resolve(import.meta.dirname, '../../../server/density')
const FILES = readdirSync(INDEX, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.ts'),
)

/** What tells of a cost: a size, or what is held, kept, taken or looked at. */
const COST =
  /\b(bytes?|[kKM]i?B|costs?|holds?|held|keeps?|kept|takes?|look(s|ed) at|made|read|allocated)\b/u

/** The docstring that a file begins with, as plain text; empty where it begins otherwise. */
function headOf(text: string): string {
  const [, head = ''] = /^\/\*\*(.*?)\*\//su.exec(text) ?? []
  return head
    .replaceAll(/^\s*\* ?/gmu, '')
    .replaceAll(/\s+/gu, ' ')
    .trim()
}

function sentencesOf(text: string): string[] {
  return text.split(/(?<=\.) /u)
}

describe('the heads of the files of the index', () => {
  it('say what a file is in a sentence, and what it costs after it', () => {
    const silent = FILES.filter((file) => {
      const [what = '', ...cost] = sentencesOf(headOf(readFileSync(path.join(INDEX, file), 'utf8')))
      return !what.endsWith('.') || !COST.test(cost.join(' '))
    })
    expect(FILES.length).toBeGreaterThan(90)
    expect(silent).toEqual([])
  })

  it('are none of the docstrings below the imports', () => {
    expect(headOf("import a from 'a'\n\n/** Rows of a tile. 4 bytes each. */\nconst b = 1")).toBe(
      '',
    )
    expect(headOf('/**\n * Rows of a tile.\n *\n * 4 bytes each.\n */\nimport')).toBe(
      'Rows of a tile. 4 bytes each.',
    )
  })
})
