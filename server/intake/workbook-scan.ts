import { Buffer } from 'node:buffer'
import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl'
import { failure, success, type Result } from '#domain/result.ts'

/** What a workbook may hold before a byte of it is inflated; a ledger of 100,000 rows stays below. */
export const WORKBOOK_LIMITS = {
  entries: 200,
  inflatedBytes: 64 * 1024 * 1024,
  ratio: 100,
} as const

const MIB = 1024 * 1024
const SYMBOLIC_LINK = 0xa000
const FILE_KIND = 0xf000

/**
 * Check a zipped workbook by its directory, then inflate every part while counting: what the
 * directory says may be a lie.
 * Errors: not_a_workbook, encrypted, unsafe_entry, too_many_entries, too_large, bomb, external_entity
 */
export async function scanWorkbook(bytes: Uint8Array): Promise<Result<number>> {
  let zip: ZipFile
  try {
    zip = await fromBufferPromise(Buffer.from(bytes), { lazyEntries: true, autoClose: false })
  } catch {
    return refused('not_a_workbook', '不是完整的 xlsx 文件', '请在表格软件里打开后另存为 .xlsx')
  }
  if (zip.entryCount > WORKBOOK_LIMITS.entries) return tooManyEntries(zip.entryCount)
  const entries: Entry[] = []
  try {
    for await (const entry of zip.eachEntry()) entries.push(entry)
  } catch {
    // The reader refuses names that climb out of the archive, among other damage.
    return refused(
      'unsafe_entry',
      '压缩包的目录有问题, 可能含有越出目录的文件名',
      '请在表格软件里打开后另存为 .xlsx',
    )
  }
  const directory = checkDirectory(entries)
  return directory.ok ? await inflateCounted(zip, entries) : directory
}

function checkDirectory(entries: readonly Entry[]): Result<number> {
  let inflated = 0
  let compressed = 0
  for (const entry of entries) {
    if (entry.isEncrypted()) {
      return refused('encrypted', '工作簿设了密码', '请在表格软件里去掉密码后另存, 再导入')
    }
    if (((entry.externalFileAttributes >>> 16) & FILE_KIND) === SYMBOLIC_LINK) {
      return refused('unsafe_entry', '压缩包里有链接文件', '请在表格软件里打开后另存为 .xlsx')
    }
    inflated += entry.uncompressedSize
    compressed += entry.compressedSize
  }
  if (inflated > WORKBOOK_LIMITS.inflatedBytes) return tooLarge(inflated)
  if (inflated > MIB && inflated > compressed * WORKBOOK_LIMITS.ratio) return bomb()
  const names = new Set(entries.map(({ fileName }) => fileName))
  if (!names.has('[Content_Types].xml') || !names.has('xl/workbook.xml')) {
    return refused(
      'not_a_workbook',
      '压缩包里没有工作簿',
      '请在表格软件里另存为 .xlsx; 若是压缩文件, 请先解压',
    )
  }
  return success(inflated)
}

async function inflateCounted(zip: ZipFile, entries: readonly Entry[]): Promise<Result<number>> {
  let total = 0
  try {
    for (const entry of entries) {
      if (entry.fileName.endsWith('/')) continue
      const stream = await zip.openReadStreamPromise(entry)
      let own = 0
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        if (own < 4096 && /\.(?:xml|rels)$/.test(entry.fileName)) {
          // Spreadsheets need no document type; entities are declared nowhere else.
          if (chunk.subarray(0, 4096).includes('<!DOCTYPE')) return externalEntity()
        }
        own += chunk.length
        total += chunk.length
        if (total > WORKBOOK_LIMITS.inflatedBytes) return tooLarge(total)
        if (own > MIB && own > entry.compressedSize * WORKBOOK_LIMITS.ratio) return bomb()
      }
    }
  } catch {
    return refused(
      'not_a_workbook',
      '工作簿已损坏, 解压出的内容与目录不符',
      '请在表格软件里打开后另存为 .xlsx',
    )
  } finally {
    zip.close()
  }
  return success(total)
}

function tooManyEntries(count: number): Result<never> {
  return refused(
    'too_many_entries',
    `压缩包里有 ${count} 个文件, 超过 ${WORKBOOK_LIMITS.entries} 个`,
    '请只留要导入的工作表, 另存后再导入',
  )
}

function tooLarge(bytes: number): Result<never> {
  const limit = WORKBOOK_LIMITS.inflatedBytes / MIB
  return refused(
    'too_large',
    `工作簿解压后超过 ${limit} MiB (至少 ${Math.ceil(bytes / MIB)} MiB)`,
    '请删去空白的格式行与图片, 或另存为 CSV 后导入',
  )
}

function bomb(): Result<never> {
  return refused(
    'bomb',
    `压缩比超过 ${WORKBOOK_LIMITS.ratio}:1, 不像正常的工作簿`,
    '请在表格软件里打开后另存为 .xlsx 或 CSV',
  )
}

function externalEntity(): Result<never> {
  return refused('external_entity', '工作簿里声明了外部实体', '请在表格软件里打开后另存为 .xlsx')
}

function refused(code: string, reason: string, remedy: string): Result<never> {
  return failure('file', code, `${reason}; ${remedy}`)
}
