import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { extractPart, readManifest } from './backup-archive.ts'
import { DeployRefused } from './refused.ts'

/**
 * Check a backup (核对备份) and take the database file out of it, for tools of the database's own.
 * Errors: DeployRefused when a byte differs, or a file of that name is there already
 */
export async function extractBackup(file: string, directory: string): Promise<string> {
  const manifest = await readManifest(file)
  const target = path.join(directory, manifest.part.name)
  if (existsSync(target))
    throw new DeployRefused('failed', `${target} 已经存在；请换一个目录，或先移走它。`)
  await mkdir(directory, { recursive: true })
  await extractPart(file, manifest, target)
  return target
}
