import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import PACKAGE from '../../package.json' with { type: 'json' }
import { freePort } from '../free-port.ts'

/** A started product of its own: an empty home, a free port, the sample county. */
export interface Product {
  readonly url: string
  readonly home: string
  readonly signInUrl: string
  /** Of the launcher, whose child the server is. */
  readonly pid: number
  /** Ask it to end, and wait: its exit code. What it wrote stays. */
  readonly end: (signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL') => Promise<number | null>
  readonly stop: () => Promise<void>
}

/** What `npm start` runs: the launcher, then what it starts. */
const [, ...START] = PACKAGE.scripts.start.split(' ')

export const DEMO_PASSWORD = 'Qixian-demo-2026'

/**
 * Start the product as a user does, through its own launcher.
 * Errors: with everything it printed, when it is not ready within four minutes
 */
export async function startProduct(environment: Record<string, string> = {}): Promise<Product> {
  const home = mkdtempSync(path.join(tmpdir(), 'riskmap-e2e-'))
  const port = environment.PORT === undefined ? await freePort() : Number(environment.PORT)
  const url = `http://127.0.0.1:${port}`
  const child = spawn(process.execPath, START, {
    env: {
      ...process.env,
      // The test runner's own setting would make the pages with the framework's development build.
      NODE_ENV: 'production',
      PORT: String(port),
      PUBLIC_URL: url,
      RISKMAP_HOME: home,
      RISKMAP_DEMO_PASSWORD: DEMO_PASSWORD,
      LOG_LEVEL: 'warn',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let printed = ''
  child.stdout.on('data', (text: Buffer) => (printed += text.toString()))
  child.stderr.on('data', (text: Buffer) => (printed += text.toString()))
  const exited = new Promise<number | null>((resolve) => child.on('exit', resolve))
  const signInUrl = await new Promise<string>((resolve, reject) => {
    const give = setTimeout(() => reject(new Error(`not ready in time:\n${printed}`)), 240_000)
    const look = setInterval(() => {
      const line = /Sign in: (\S+)/.exec(printed)?.[1]
      if (line === undefined) return
      clearTimeout(give)
      clearInterval(look)
      resolve(line)
    }, 100)
    void exited.then((code) => {
      clearTimeout(give)
      clearInterval(look)
      reject(new Error(`the product ended with ${String(code)}:\n${printed}`))
    })
  })
  return {
    url,
    home,
    signInUrl,
    pid: child.pid ?? 0,
    end: (signal) => {
      child.kill(signal)
      return exited
    },
    stop: async () => {
      child.kill('SIGTERM')
      await exited
      rmSync(home, { recursive: true, force: true })
    },
  }
}
