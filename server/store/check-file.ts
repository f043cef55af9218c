import { spawn } from 'node:child_process'
import path from 'node:path'
import { lowerPriority } from './lower-priority.ts'
import { damagedInUse } from './sqlite.ts'

const PROCESS = path.join(import.meta.dirname, 'check-process.ts')
const MOST_OF_A_COMPLAINT = 2_000

/**
 * Read every page of a database in a process of its own (后台体检), while it is being used.
 * Errors: StoreRefused when it is damaged; AbortError; otherwise when it could not be checked
 */
export function checkFile(file: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [PROCESS, file], {
      stdio: ['ignore', 'pipe', 'pipe'],
      signal,
      killSignal: 'SIGKILL',
    })
    const answer = textOf(child.stdout)
    const complaint = textOf(child.stderr)
    child.on('spawn', () => {
      if (child.pid !== undefined && child.exitCode === null) lowerPriority(child.pid)
    })
    child.on('error', reject)
    child.on('close', (code) => {
      if (code !== 0) reject(new Error(`the database could not be checked: ${complaint()}`))
      else if (answer() === 'ok') resolve()
      else reject(damagedInUse(file, answer()))
    })
  })
}

function textOf(stream: NodeJS.ReadableStream): () => string {
  let text = ''
  stream.setEncoding('utf8').on('data', (part: string) => {
    text = (text + part).slice(0, MOST_OF_A_COMPLAINT)
  })
  return () => text.trim()
}
