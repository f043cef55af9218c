import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { open, stat } from 'node:fs/promises'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { Transform } from 'node:stream'
import { ZipArchive } from 'archiver'
import { openPromise } from 'yauzl'
import type { Entry, ZipFile } from 'yauzl'
import { hashFile } from './files.ts'
import { manifestSchema } from './manifest.ts'
import type { Manifest } from './manifest.ts'
import { DeployRefused } from './refused.ts'

/** The archive's comment ends with the sum of every byte before it. */
const SEAL = 'riskmap sha256:'
const SUM_CHARACTERS = 64
const MANIFEST = 'manifest.json'
const MOST_MANIFEST_BYTES = 1024 * 1024
/** Pictures do not shrink; rows do, and at once. */
const COMPRESSION = { level: 1 }

/** Write one archive, an ordinary zip file, and seal it with the sum of all its bytes. */
export async function writeArchive(
  file: string,
  manifest: Manifest,
  partFile: string,
): Promise<void> {
  const archive = new ZipArchive({
    comment: SEAL + '0'.repeat(SUM_CHARACTERS),
    zlib: COMPRESSION,
  })
  const written = pipeline(archive, createWriteStream(file))
  archive.append(`${JSON.stringify(manifest, null, 2)}\n`, { name: MANIFEST })
  archive.file(partFile, { name: manifest.part.name })
  await Promise.all([archive.finalize(), written])
  const end = (await stat(file)).size - SUM_CHARACTERS
  const sum = await hashFile(file, end)
  const handle = await open(file, 'r+')
  await handle.write(sum, end, 'latin1')
  await handle.close()
}

const DAMAGED = '不是完整的备份文件：已损坏、被截断，或不是本产品的备份'

/**
 * Read an archive's manifest after checking every byte of the file against its seal.
 * Errors: DeployRefused
 */
export async function readManifest(file: string): Promise<Manifest> {
  await assertSealed(file)
  return withEntries(file, async (zip, entries) => {
    const entry = entries.get(MANIFEST)
    if (entry === undefined || entry.uncompressedSize > MOST_MANIFEST_BYTES)
      throw new DeployRefused('damaged', `${DAMAGED}（缺少清单）：${file}`)
    const text = (await buffer(await zip.openReadStreamPromise(entry))).toString('utf8')
    const manifest = parseManifest(text)
    if (manifest === null)
      throw new DeployRefused('damaged', `备份清单无法读取，或来自更新的程序：${file}`)
    const name = manifest.engine === 'sqlite' ? 'riskmap.db' : 'riskmap.dump'
    if (entries.size !== 2 || !entries.has(name) || manifest.part.name !== name)
      throw new DeployRefused('damaged', `${DAMAGED}（内容与清单不符）：${file}`)
    return manifest
  })
}

function parseManifest(text: string): Manifest | null {
  try {
    return manifestSchema.safeParse(JSON.parse(text)).data ?? null
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}

/**
 * Take the database out of an archive, never more bytes than its manifest tells.
 * Errors: DeployRefused when a byte differs
 */
export async function extractPart(file: string, manifest: Manifest, target: string): Promise<void> {
  await withEntries(file, async (zip, entries) => {
    const entry = entries.get(manifest.part.name)
    if (entry?.uncompressedSize !== manifest.part.bytes)
      throw new DeployRefused('damaged', `${DAMAGED}（大小与清单不符）：${file}`)
    const hash = createHash('sha256')
    const tap = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk)
        done(null, chunk)
      },
    })
    await pipeline(await zip.openReadStreamPromise(entry), tap, createWriteStream(target))
    if (hash.digest('hex') !== manifest.part.sha256)
      throw new DeployRefused('damaged', `${DAMAGED}（校验和不符）：${file}`)
  })
}

async function assertSealed(file: string): Promise<void> {
  const facts = await stat(file).catch(() => null)
  if (facts?.isFile() !== true) throw new DeployRefused('missing', `找不到备份文件：${file}`)
  const tail = SEAL.length + SUM_CHARACTERS
  if (facts.size > tail) {
    const handle = await open(file, 'r')
    const bytes = Buffer.alloc(tail)
    await handle.read(bytes, 0, tail, facts.size - tail)
    await handle.close()
    const text = bytes.toString('latin1')
    const sum = await hashFile(file, facts.size - SUM_CHARACTERS)
    if (text === SEAL + sum) return
  }
  throw new DeployRefused('damaged', `${DAMAGED}：${file}`)
}

async function withEntries<T>(
  file: string,
  work: (zip: ZipFile, entries: ReadonlyMap<string, Entry>) => Promise<T>,
): Promise<T> {
  try {
    const zip = await openPromise(file, { lazyEntries: true, autoClose: false })
    try {
      const entries = new Map<string, Entry>()
      for await (const entry of zip.eachEntry()) entries.set(entry.fileName, entry)
      return await work(zip, entries)
    } finally {
      zip.close()
    }
  } catch (error) {
    if (error instanceof DeployRefused || (error instanceof Error && 'code' in error)) throw error
    throw new DeployRefused('damaged', `${DAMAGED}：${file}`, error)
  }
}
