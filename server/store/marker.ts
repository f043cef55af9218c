import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { StoreRefused } from './errors.ts'
import { fileState } from './sqlite.ts'

const markerSchema = z.object({ instanceId: z.string(), database: z.string() })

const RESTORE = '请用备份恢复：npm run riskmap -- restore 备份文件'

function markerFile(databaseFile: string): string {
  return path.join(path.dirname(databaseFile), 'instance.json')
}

/**
 * Which database belongs in this directory, by the marker beside it; null before the first start.
 * Errors: StoreRefused when the marker cannot be read
 */
export function readMarker(databaseFile: string): string | null {
  const file = markerFile(databaseFile)
  if (!existsSync(file)) return null
  try {
    return markerSchema.parse(JSON.parse(readFileSync(file, 'utf8'))).instanceId
  } catch (error) {
    throw new StoreRefused('damaged', `实例标记无法读取：${file}（${String(error)}）。${RESTORE}`)
  }
}

/** Write the marker once the database knows its own identity. */
export function writeMarker(databaseFile: string, instanceId: string): void {
  const file = markerFile(databaseFile)
  const text = JSON.stringify({ instanceId, database: path.basename(databaseFile) })
  writeFileSync(`${file}.new`, `${text}\n`, { flush: true })
  renameSync(`${file}.new`, file)
}

/**
 * Refuse a database file that vanished or was emptied: SQLite would quietly start an empty one.
 * Errors: StoreRefused
 */
export function assertFileExpected(databaseFile: string): void {
  const marker = readMarker(databaseFile)
  const state = fileState(databaseFile)
  if (marker === null || state === 'present') return
  const what = state === 'missing' ? '数据库文件不见了' : '数据库文件为空（0 字节）'
  throw new StoreRefused(state, `${what}：${databaseFile}，实例 ${marker}。${RESTORE}`)
}

/** Errors: StoreRefused when the database is not the one its directory belongs to. */
export function assertSameInstance(databaseFile: string, instanceId: string | null): void {
  const marker = readMarker(databaseFile)
  if (marker === null || marker === instanceId) return
  throw new StoreRefused(
    'foreign',
    `数据库（${instanceId ?? '空白'}）与实例标记（${marker}）不符：${databaseFile}。${RESTORE}，或确认后删除 instance.json`,
  )
}
