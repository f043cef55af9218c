import { Buffer } from 'node:buffer'
import { Readable } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { ZipArchive } from 'archiver'
import exceljs from 'exceljs'
import type { z } from 'zod'
import type { importReportSchema } from '#server/http/import-answer.ts'
import { putRegions } from '#server/store/region.ts'
import { addAccount, cookieOf, openApplication } from '#tests/server/http/application.ts'
import type { TestApplication } from '#tests/server/http/application.ts'
import { qixianRegions } from '#tests/server/intake/county-store.ts'

export type Report = z.infer<typeof importReportSchema>

export const HEADER = ['企业名称', '统一社会信用代码', '乡镇', '监管行业', '经度', '纬度']
export const DAOLE = ['道乐石油', '91410622MA3X00010Y', '高村镇', '危险化学品', 114.235, 35.7]
export const YONGDA = ['永达食品', '91410622000000019A', '410622102', 'GM', 114.12, 35.55]

const COUNTY = { regions: ['410622'], county: '410622' }

/** The county with an account of every role that matters here. */
export async function openImports(directory?: string): Promise<TestApplication> {
  const application = await openApplication(directory === undefined ? {} : { directory })
  const { services } = application
  await services.store.transact({ actor: 'test', action: 'region.put' }, (tx) =>
    putRegions(tx, qixianRegions()),
  )
  await addAccount(services, 'admin', 'admin')
  await addAccount(services, 'bureau', 'bureau', COUNTY)
  await addAccount(services, 'gaocun', 'township', { ...COUNTY, regions: ['410622101'] })
  await addAccount(services, 'danger', 'department', { ...COUNTY, sectors: ['WH'] })
  await addAccount(services, 'planner', 'planner', COUNTY)
  return application
}

/** Speaks to the application as one account. */
export class Clerk {
  readonly #application: TestApplication
  readonly #name: string
  #cookie: string | undefined

  constructor(application: TestApplication, name: string) {
    this.#application = application
    this.#name = name
  }

  async ask(path: string, init: RequestInit = {}): Promise<Response> {
    // One session: opening another would wait for the import that is being looked at.
    this.#cookie ??= await cookieOf(this.#application.services, this.#name)
    const cookie = this.#cookie
    const headers = { ...(init.headers as Record<string, string> | undefined), cookie }
    return this.#application.app.request(path, { ...init, headers })
  }

  /** POST /api/imports with a file or fields. */
  async send(
    fields: Readonly<Record<string, string>>,
    file?: { readonly name: string; readonly content: string | Uint8Array },
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Response> {
    const body = form(file === undefined ? fields : { kind: 'enterprises', ...fields }, file)
    return this.ask('/api/imports', { method: 'POST', body, headers })
  }

  async upload(name: string, content: string | Uint8Array): Promise<Response> {
    return this.ask('/api/import-files', { method: 'POST', body: form({}, { name, content }) })
  }

  async inspect(id: string, choice: Readonly<Record<string, unknown>>): Promise<Response> {
    return this.ask(`/api/import-files/${id}/inspection`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ kind: 'enterprises', ...choice }),
    })
  }

  /** A run as it stands; asked from within the process, so the work gets its turn first. */
  async run(id: string): Promise<Report> {
    await nextTurn()
    return (await (await this.ask(`/api/imports/${id}`)).json()) as Report
  }

  /** The run once it has ended. */
  async ended(id: string): Promise<Report> {
    for (;;) {
      const run = await this.run(id)
      if (run.status !== 'running') return run
    }
  }
}

function form(
  fields: Readonly<Record<string, string>>,
  file?: { readonly name: string; readonly content: string | Uint8Array },
): FormData {
  const body = new FormData()
  for (const [name, value] of Object.entries(fields)) body.set(name, value)
  if (file !== undefined) {
    const content = typeof file.content === 'string' ? Buffer.from(file.content) : file.content
    body.set('file', new File([new Uint8Array(content)], file.name))
  }
  return body
}

/** The bytes of a workbook. */
export async function workbook(fill: (book: exceljs.Workbook) => void): Promise<Uint8Array> {
  const book = new exceljs.Workbook()
  fill(book)
  return new Uint8Array(await book.xlsx.writeBuffer())
}

/** The bytes of a zip archive. */
export async function zip(
  entries: Readonly<Record<string, string | Uint8Array>>,
): Promise<Uint8Array> {
  const archive = new ZipArchive({ zlib: { level: 9 } })
  for (const [name, content] of Object.entries(entries)) {
    archive.append(Buffer.from(content as Uint8Array), { name })
  }
  void archive.finalize()
  const parts: Buffer[] = []
  for await (const part of Readable.from(archive)) parts.push(Buffer.from(part as Uint8Array))
  return new Uint8Array(Buffer.concat(parts))
}

/** A refusal's status, code and the codes of its issues. */
export async function refusal(response: Response) {
  const body = (await response.json()) as {
    code: string
    detail: string
    issues?: { code: string; path: string; message: string }[]
  }
  return {
    status: response.status,
    code: body.code,
    detail: body.detail,
    issues: (body.issues ?? []).map(({ code }) => code),
    messages: (body.issues ?? []).map(({ message }) => message),
  }
}
