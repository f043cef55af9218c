import { spawn } from 'node:child_process'
import { cp, mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { PackedModule } from './packed-modules.ts'
import type { Platform } from './platform.ts'
import { DeployRefused } from './refused.ts'

/**
 * Fetch packages made for another machine into a directory of their own, each held to the sum in the
 * project's lock file.
 * Errors: DeployRefused with npm's words when there is no network or no npm
 */
export async function fetchModules(
  modules: readonly PackedModule[],
  platform: Platform,
  directory: string,
  projectDirectory: string,
): Promise<void> {
  await mkdir(directory, { recursive: true })
  const dependencies = Object.fromEntries(
    modules.map(({ place, version }) => [place.replace(/^.*node_modules\//, ''), version]),
  )
  const description = { name: 'riskmap-platform', version: '0.0.0', private: true, dependencies }
  const packages = Object.fromEntries(
    modules.map(({ place, version, integrity }) => [place, { version, integrity }]),
  )
  const lock = {
    ...{ name: description.name, version: description.version, lockfileVersion: 3 },
    requires: true,
    packages: { '': { ...description }, ...packages },
  }
  await writeFile(path.join(directory, 'package.json'), JSON.stringify(description))
  await writeFile(path.join(directory, 'package-lock.json'), JSON.stringify(lock))
  await cp(path.join(projectDirectory, '.npmrc'), path.join(directory, '.npmrc'))
  const libc = platform.libc === null ? [] : [`--libc=${platform.libc}`]
  await runNpm(
    [
      'ci',
      '--force',
      '--no-audit',
      '--no-fund',
      `--os=${platform.os}`,
      `--cpu=${platform.cpu}`,
    ].concat(libc),
    directory,
    platform,
  )
}

function runNpm(args: readonly string[], cwd: string, platform: Platform): Promise<void> {
  return new Promise((resolve, reject) => {
    const isWindows = process.platform === 'win32'
    const child = spawn(isWindows ? 'npm.cmd' : 'npm', args, {
      cwd,
      shell: isWindows,
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
    const refuse = (why: string, cause?: unknown) =>
      reject(
        new DeployRefused(
          'unsupported',
          `打包 ${platform.name} 需要联网取得该平台的运行环境与模块，没有成功。` +
            `请在能访问 npm 仓库的机器上打包，或在该平台的机器上打包。${why}`,
          cause,
        ),
      )
    child.on('error', (error) => refuse(error.message, error))
    child.on('close', (code) => {
      if (code === 0) resolve()
      else refuse(said.trim().split('\n').slice(-5).join(' '))
    })
  })
}
