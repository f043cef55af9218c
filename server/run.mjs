/**
 * Runs a command of the project on the runtime that came with the install.
 *
 * Plain ESM that Node 20 reads: every npm script goes through here, so a machine whose own Node is
 * older needs nothing else. Signals are forwarded; the child learns of our death through its IPC
 * channel, so that nothing is left behind when we are killed outright.
 */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import path from 'node:path'

const projectDirectory = path.resolve(import.meta.dirname ?? '.', '..')
const modules = path.join(projectDirectory, 'node_modules')
const osName = process.platform === 'win32' ? 'win' : process.platform
const bundled = path.join(modules, `node-${osName}-${process.arch}`, 'bin')
const nodeName = process.platform === 'win32' ? 'node.exe' : 'node'
const hasBundled = existsSync(path.join(bundled, nodeName))

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (!hasBundled && (major < 22 || (major === 22 && minor < 18))) {
  console.error(
    `Riskmap needs Node 22.18 or newer on ${process.platform}-${process.arch}; this is ${process.versions.node}. ` +
      'Install it from your system, or run "npm ci" again without --omit=optional.',
  )
  process.exit(78)
}

const [command, ...args] = process.argv.slice(2)
if (command === undefined) {
  console.error('usage: node server/run.mjs COMMAND [ARGUMENTS]')
  process.exit(64)
}

const runtime = hasBundled ? path.join(bundled, nodeName) : process.execPath
const search = [...(hasBundled ? [bundled] : []), path.join(modules, '.bin')]
const env = { ...process.env }
const pathName = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH'
env[pathName] = [...search, env[pathName] ?? ''].join(path.delimiter)

const isNode = command === 'node'
// What was compiled once is found compiled, here by this user alone: in the system's temporary directory
// others could leave code for us. Where it cannot be written nothing is kept, and nothing said. Counting
// which code ran needs functions that were compiled for it.
if (isNode && env.NODE_V8_COVERAGE === undefined)
  env.NODE_COMPILE_CACHE ??= path.join(modules, '.cache', 'compiled')

const child = spawn(isNode ? runtime : command, args, {
  stdio: isNode ? ['inherit', 'inherit', 'inherit', 'ipc'] : 'inherit',
  env,
  shell: !isNode && process.platform === 'win32',
})

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.on(signal, () => child.kill(signal))
}
child.on('error', (error) => {
  console.error(`cannot run ${command}: ${error.message}`)
  process.exit(127)
})
child.on('exit', (code, signal) => {
  process.exit(signal === null ? (code ?? 1) : 128 + (constants.signals[signal] ?? 0))
})
