import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import PACKAGE from '../../../package.json' with { type: 'json' }

/** Options of the runtime in a command. */
function runtimeOptions(command: string): string[] {
  return command
    .split(/\s+/)
    .filter((word) => word.startsWith('--') && word.includes('-space-size='))
}

describe('every command that runs the server', () => {
  const wanted = runtimeOptions(PACKAGE.scripts.start)

  it.each(['linux/start.sh', 'windows/start.cmd'])('keeps memory as npm start does: %s', (file) => {
    const url = new URL(`../../../server/deploy/launch/${file}`, import.meta.url)
    expect(wanted).toHaveLength(2)
    expect(runtimeOptions(readFileSync(url, 'utf8'))).toEqual(wanted)
  })

  it('keeps memory as npm start does: the bench', () => {
    expect(runtimeOptions(PACKAGE.scripts.bench)).toEqual(wanted)
  })
})
