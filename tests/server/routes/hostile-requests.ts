import type { createApp } from '#server/app.ts'
import type { Random } from '#server/sample/random.ts'
import {
  HOSTILE_BODIES,
  HOSTILE_GEOMETRIES,
  HOSTILE_HEADERS,
  HOSTILE_LITERALS,
  HOSTILE_SEGMENTS,
  hostileText,
  PATH_TRICKS,
} from './hostile-values.ts'

/** What of a schema of the contract decides how a value is made. */
interface Schema {
  readonly $ref?: string
  readonly anyOf?: readonly Schema[]
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly enum?: readonly string[]
  readonly minimum?: number
  readonly maximum?: number
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly prefixItems?: readonly Schema[]
}

interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required?: boolean
  readonly schema: Schema
}

/** One route as the application's own document tells of it. */
export interface Operation {
  readonly method: string
  /** As registered: `/api/enterprises/:id`. */
  readonly key: string
  readonly path: string
  readonly parameters: readonly Parameter[]
  readonly bodyType: 'application/json' | 'multipart/form-data' | null
  readonly body: Schema | null
}

interface Contract {
  readonly paths: Readonly<Record<string, Readonly<Record<string, ContractOperation>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

interface ContractOperation {
  readonly parameters?: readonly Parameter[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> }
}

/** What the contract cannot say: values that name rows which are there, by the name of the field. */
export interface KnownValues {
  /** As they stand in JSON; a field of a nested object also by `outer.field`. */
  readonly body: Readonly<Record<string, readonly string[]>>
  /** As they stand in an address. */
  readonly address: Readonly<Record<string, readonly string[]>>
  readonly tiles: readonly { readonly z: number; readonly x: number; readonly y: number }[]
  readonly ids: (path: string) => readonly string[]
  /** The tag of the version that a row has now. */
  readonly versionOf: (path: string, id: string) => Promise<string>
}

export interface HostileRequest {
  readonly path: string
  readonly init: RequestInit & { readonly method: string }
}

/** Read every route out of the document the application gives of itself. */
export async function readOperations(app: ReturnType<typeof createApp>) {
  const contract = (await (await app.request('/api/openapi.json')).json()) as unknown as Contract
  const operations = Object.entries(contract.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): Operation => {
      const content = operation.requestBody?.content ?? {}
      const bodyType = (['application/json', 'multipart/form-data'] as const).find(
        (type) => content[type] !== undefined,
      )
      const registered = path.replace(/\{y\}\.\w+$/, '{y}').replaceAll(/\{(\w+)\}/g, ':$1')
      return {
        method: method.toUpperCase(),
        key: `${method.toUpperCase()} ${registered}`,
        path,
        parameters: operation.parameters ?? [],
        bodyType: bodyType ?? null,
        body: bodyType === undefined ? null : (content[bodyType]?.schema ?? null),
      }
    }),
  )
  return { operations, schemas: contract.components.schemas }
}

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

/** Pictures and tables, and files that only say they are. */
const FILES: readonly (() => File)[] = [
  () => new File([PNG], 'a.png', { type: 'image/png' }),
  () => new File([PNG.subarray(0, 40)], 'a.png', { type: 'image/png' }),
  () => new File([PNG], '../../x\u0000.png', { type: 'text/html' }),
  () => new File([], 'empty.png', { type: 'image/png' }),
  () => new File(['<svg onload="alert(1)"/>'], 'a.svg', { type: 'image/svg+xml' }),
  () => new File(['GIF89a/*'], 'a.gif', { type: 'image/gif' }),
  () => new File([new Uint8Array(5_000).fill(0xff)], 'a.jpg', { type: 'image/jpeg' }),
  () => new File(['企业名称,乡镇\n"未闭合,1\n'], 'a.csv', { type: 'text/csv' }),
  () => new File([`${'a,'.repeat(10_000)}\n`], 'a.csv', { type: 'text/csv' }),
  () => new File(['{"type":"FeatureCollection","features":[{}]}'], 'a.geojson'),
  () => new File(['PK\u0003\u0004'], 'a.xlsx'),
]

/** How likely each part of a request is to be a hostile one. */
const MALICE = 0.08

/**
 * Requests that are nearly what the contract asks for, and some that are nothing like it.
 * Shape: the same random source and contract give the same requests
 */
export class HostileClient {
  readonly #random: Random
  readonly #schemas: Readonly<Record<string, Schema>>
  readonly #known: KnownValues

  constructor(random: Random, schemas: Readonly<Record<string, Schema>>, known: KnownValues) {
    this.#random = random
    this.#schemas = schemas
    this.#known = known
  }

  async request(operation: Operation): Promise<HostileRequest> {
    const random = this.#random
    const ids = this.#known.ids(operation.path)
    const id = ids.length === 0 ? '' : random.pick(ids)
    const query = this.#query(operation.parameters.filter((one) => one.in === 'query'))
    let path = this.#path(operation, id)
    if (random.chance(0.04)) path = random.pick(PATH_TRICKS)(path)
    const headers = await this.#headers(operation, id)
    const body = this.#bodyOf(operation)
    if (typeof body === 'string' && !headers.has('Content-Type'))
      headers.set('Content-Type', operation.bodyType ?? 'application/json')
    return {
      path: path + query,
      init: { method: operation.method, headers, ...(body === null ? {} : { body }) },
    }
  }

  /** A body as the contract asks for it, with nothing wrong on purpose. */
  goodBody(operation: Operation): string {
    return this.#write(operation.body ?? {}, '', 0)
  }

  #path({ path }: Operation, id: string): string {
    const tile = this.#random.pick(this.#known.tiles)
    return path.replaceAll(/\{(\w+)\}/g, (_all, name: string) => {
      if (this.#random.chance(MALICE)) return this.#random.pick(HOSTILE_SEGMENTS)
      if (name === 'id') return id
      if (name === 'z' || name === 'x' || name === 'y') return String(tile[name])
      return this.#random.pick(this.#known.address[name] ?? HOSTILE_SEGMENTS)
    })
  }

  #query(parameters: readonly Parameter[]): string {
    const random = this.#random
    const parts: string[] = []
    for (const { name, schema, required } of parameters) {
      if (required !== true && !random.chance(2 / (parameters.length + 1))) continue
      const values = this.#known.address[name] ?? schema.enum ?? []
      const hostile = values.length === 0 || random.chance(0.15)
      const value = hostile
        ? encodeURIComponent(hostileText(random).slice(0, 3_000))
        : random.pick(values)
      parts.push(`${name}=${value}`)
      if (random.chance(0.03)) parts.push(`${name}=${value}`)
    }
    if (random.chance(0.04))
      parts.push(
        random.pick(['__proto__=1', 'scope=admin', '%00=1', '=', '&&', '%FF=%FF', 'limit[]=1']),
      )
    return parts.length === 0 ? '' : `?${parts.join('&')}`
  }

  async #headers({ method, path }: Operation, id: string): Promise<Headers> {
    const random = this.#random
    const headers = new Headers()
    const set = (name: string, value: string): void => {
      // What no client can put on the wire never reaches a server.
      if (/^[\t\x20-\xff]*$/.test(value)) headers.set(name, value)
    }
    if (method !== 'GET' && random.chance(0.8)) {
      // Rows stay for the requests that follow: nobody archives them with the right version.
      set('If-Match', method === 'DELETE' ? '"99"' : await this.#known.versionOf(path, id))
    }
    if (method === 'POST' && random.chance(0.1))
      set('Idempotency-Key', `key-${random.integer(0, 5)}`)
    for (const [name, values] of Object.entries(HOSTILE_HEADERS))
      if (random.chance(MALICE / 3)) set(name, random.pick(values))
    return headers
  }

  #bodyOf(operation: Operation): string | Uint8Array<ArrayBuffer> | FormData | null {
    const random = this.#random
    if (operation.method === 'GET' || operation.method === 'HEAD') return null
    if (operation.body === null) return random.chance(0.5) ? null : random.pick(HOSTILE_BODIES)
    if (random.chance(MALICE)) {
      const text = random.pick(HOSTILE_BODIES)
      return random.chance(0.7) ? text : Uint8Array.from(Buffer.from(text, 'utf16le'))
    }
    if (operation.bodyType === 'multipart/form-data') return this.#form(operation.body)
    return this.#write(operation.body, '', random.chance(0.5) ? 0 : MALICE)
  }

  #form(schema: Schema): string | FormData {
    const random = this.#random
    if (random.chance(MALICE)) return '--x\r\nContent-Disposition: form-data; name="file"\r\n\r\n'
    const form = new FormData()
    for (const [name, field] of Object.entries(schema.properties ?? {})) {
      if (random.chance(MALICE)) continue
      const known = this.#known.address[name] ?? field.enum
      if (field.format === 'binary') form.append(name, random.pick(FILES)())
      else form.append(name, known === undefined ? hostileText(random) : random.pick(known))
      if (random.chance(MALICE)) form.append(name, random.pick(FILES)())
    }
    if (random.chance(MALICE)) form.append(random.pick(['__proto__', 'x', '']), hostileText(random))
    return form
  }

  /** JSON of a schema as text, since much of what is hostile no value can hold. */
  #write(schema: Schema, name: string, malice: number): string {
    const random = this.#random
    if (name !== '' && random.chance(malice)) return this.#hostile(name)
    const known = this.#known.body[name] ?? this.#known.body[name.split('.').at(-1) ?? '']
    if (known !== undefined) return random.pick(known)
    if (schema.$ref !== undefined)
      return this.#write(this.#schemas[schema.$ref.split('/').at(-1) ?? ''] ?? {}, name, malice)
    if (schema.anyOf !== undefined) return this.#write(random.pick(schema.anyOf), name, malice)
    if (schema.enum !== undefined) return JSON.stringify(random.pick(schema.enum))
    const type =
      typeof schema.type === 'string' ? schema.type : random.pick(schema.type ?? ['null'])
    switch (type) {
      case 'object':
        return this.#writeObject(schema, name, malice)
      case 'array':
        return `[${(schema.prefixItems ?? [schema.items ?? {}]).map((item) => this.#write(item, '', malice)).join()}]`
      case 'string':
        return JSON.stringify(schema.format === 'date-time' ? '2026-05-20T08:00:00Z' : '示例文字')
      case 'number':
      case 'integer':
        return String(Math.floor(((schema.minimum ?? 0) + (schema.maximum ?? 100)) / 2))
      case 'boolean':
        return String(random.chance(0.5))
      default:
        return 'null'
    }
  }

  #writeObject({ properties = {}, required = [] }: Schema, name: string, malice: number): string {
    const random = this.#random
    const parts: string[] = []
    for (const [key, schema] of Object.entries(properties)) {
      const wanted = required.includes(key) ? !random.chance(malice / 2) : random.chance(0.5)
      if (!wanted) continue
      const part = `${JSON.stringify(key)}:${this.#write(schema, name === '' ? key : `${name}.${key}`, malice)}`
      parts.push(part)
      if (random.chance(malice / 8)) parts.push(part)
    }
    if (random.chance(malice / 2))
      parts.push(
        `${JSON.stringify(random.pick(['__proto__', 'constructor', 'role', 'x\u0000', 'id', 'version']))}:1`,
      )
    return `{${parts.join()}}`
  }

  #hostile(name: string): string {
    const random = this.#random
    if (['zones', 'structures', 'symbols'].includes(name)) {
      const geometry = random.pick(HOSTILE_GEOMETRIES)
      const kind = { zones: 'storage', structures: 'building', symbols: 'exit' }[name] ?? ''
      return `[{"id":"shape-1","name":"形","kind":"${kind}","geometry":${geometry}}]`.replace(
        name === 'symbols' ? '"name":"形",' : '\n',
        '',
      )
    }
    return random.chance(0.5) ? random.pick(HOSTILE_LITERALS) : JSON.stringify(hostileText(random))
  }
}
