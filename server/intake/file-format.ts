import { Buffer } from 'node:buffer'
import { failure, success, type Result } from '#domain/result.ts'

/** What a file to be imported is, by its content: names lie. */
export type FileFormat = 'csv' | 'xlsx' | 'geojson'

/** How files that are none of these begin, with what to say. */
const OTHERS: readonly (readonly [beginning: string, name: string])[] = [
  ['255044462d', 'PDF'],
  ['89504e47', 'PNG 图片'],
  ['ffd8ff', 'JPEG 图片'],
  ['47494638', 'GIF 图片'],
  ['526172211a07', 'RAR 压缩文件'],
  ['377abcaf271c', '7z 压缩文件'],
  ['1f8b', 'gzip 压缩文件'],
  ['7f454c46', '程序'],
  ['4d5a', '程序'],
]

/**
 * Tell what a file is by its first bytes.
 * Errors: wrong_type (not a table at all), old_workbook, encrypted, empty
 */
export function fileFormat(bytes: Uint8Array): Result<FileFormat> {
  const head = Buffer.from(bytes.subarray(0, 16)).toString('hex')
  if (bytes.length === 0) return failure('file', 'empty', '文件是空的; 请检查导出是否完整')
  if (head.startsWith('504b0304') || head.startsWith('504b0506')) return success('xlsx')
  if (head.startsWith('d0cf11e0')) return oldOffice(bytes)
  const other = OTHERS.find(([beginning]) => head.startsWith(beginning))
  if (other !== undefined) {
    return failure(
      'file',
      'wrong_type',
      `这是${other[1]}, 不是表格; 请在表格软件里另存为 .xlsx 或 CSV`,
    )
  }
  const text = Buffer.from(bytes.subarray(0, 4096)).toString('utf8').trimStart()
  return success(/^\ufeff?\s*\{/.test(text) ? 'geojson' : 'csv')
}

/** The container of the old formats also holds what Excel encrypts. */
function oldOffice(bytes: Uint8Array): Result<never> {
  const isEncrypted = Buffer.from(bytes).includes(Buffer.from('EncryptedPackage', 'utf16le'))
  return isEncrypted
    ? failure('file', 'encrypted', '工作簿设了密码; 请在表格软件里去掉密码后另存, 再导入')
    : failure(
        'file',
        'old_workbook',
        '这是旧版 .xls 工作簿; 请在表格软件里用 "另存为" 改存成 .xlsx 再导入',
      )
}
