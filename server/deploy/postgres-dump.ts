import { spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import type { Copy } from './make-backup.ts'
import { DeployRefused } from './refused.ts'

const INSTALL =
  '请安装与服务器同版本的 PostgreSQL 客户端（Debian/Ubuntu：apt-get install postgresql-client），再重试。'

/**
 * Let PostgreSQL's own program copy the database (备份) in its custom format, sessions left out.
 * Errors: DeployRefused when `pg_dump` is not there or does not succeed, with its words
 */
export async function dumpPostgres(databaseUrl: string | null, working: string): Promise<Copy> {
  if (databaseUrl === null) throw new DeployRefused('unsupported', '这个数据库不能备份为文件。')
  const file = path.join(working, 'riskmap.dump')
  const address = await withPasswordApart(databaseUrl, path.join(working, 'password'))
  await run('pg_dump', [
    '--format=custom',
    '--exclude-table-data=session',
    `--file=${file}`,
    address,
  ])
  await run('pg_restore', ['--list', file])
  return { name: 'riskmap.dump', file, tables: [], findings: [] }
}

/** The list of processes shows arguments to everyone on the machine; a password goes by a file. */
async function withPasswordApart(databaseUrl: string, passwordFile: string): Promise<string> {
  const url = new URL(databaseUrl)
  if (url.password === '') return url.href
  const password = decodeURIComponent(url.password).replaceAll(/[\\:]/g, '\\$&')
  await writeFile(passwordFile, `*:*:*:*:${password}\n`, { mode: 0o600 })
  url.password = ''
  url.searchParams.set('passfile', passwordFile)
  return url.href
}

function run(command: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
    child.on('error', (error) => {
      reject(new DeployRefused('unsupported', `没有可用的 ${command}。${INSTALL}`, error))
    })
    child.on('close', (code) => {
      if (code === 0) resolve()
      else reject(new DeployRefused('failed', `${command} 没有成功：${said.trim()}`))
    })
  })
}
