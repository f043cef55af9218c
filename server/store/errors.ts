/** Why a database was not opened: damaged, swapped, too new, missing where one is expected, or out of reach. */
export type RefusalCode =
  | 'damaged'
  | 'empty'
  | 'missing'
  | 'foreign'
  | 'newer'
  | 'old-sqlite'
  | 'settings'
  | 'not-migrated'
  | 'unreachable'

/** A database that must not be used as it is; its message names the remedy. The files are untouched. */
export class StoreRefused extends Error {
  override readonly name = 'StoreRefused'
  readonly code: RefusalCode

  constructor(code: RefusalCode, message: string) {
    super(message)
    this.code = code
  }
}

/** A write that breaks a rule the database itself holds: a second row of one key, or a missing parent. */
export class StoreConflict extends Error {
  override readonly name = 'StoreConflict'
  readonly code: 'duplicate' | 'reference' | 'append-only'

  constructor(code: StoreConflict['code'], cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause })
    this.code = code
  }
}

/** The disk is full: nothing of the transaction was kept, reading goes on. */
export class StoreFull extends Error {
  override readonly name = 'StoreFull'
}

const CONFLICT_CODES: Readonly<Record<string, StoreConflict['code']>> = {
  SQLITE_CONSTRAINT_UNIQUE: 'duplicate',
  SQLITE_CONSTRAINT_PRIMARYKEY: 'duplicate',
  SQLITE_CONSTRAINT_FOREIGNKEY: 'reference',
  SQLITE_CONSTRAINT_TRIGGER: 'append-only',
  '23505': 'duplicate',
  '23503': 'reference',
  '23001': 'append-only',
}

const FULL_CODES: ReadonlySet<string> = new Set(['SQLITE_FULL', '53100'])
const RETRY_CODES: ReadonlySet<string> = new Set(['40001', '40P01'])

function driverCode(error: unknown): string | null {
  if (typeof error !== 'object' || error === null || !('code' in error)) return null
  return typeof error.code === 'string' ? error.code : null
}

/** The server ends, starts, takes no more, or the way to it is gone; class 08 as well. */
const AWAY_CODES: ReadonlySet<string> = new Set([
  ...['57P01', '57P02', '57P03', '53300'],
  ...['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'],
])

/** What the driver says of a broken connection without a code. */
const AWAY_WORDS =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error)/

/** Tell whether the database could not be reached (数据库不可达): what was asked may succeed a little later. */
export function isDatabaseAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = driverCode(error)
  if (code === null) return AWAY_WORDS.test(error.message)
  return AWAY_CODES.has(code) || /^08...$/.test(code)
}

/** Tell whether a transaction lost against another one and may simply be run again. */
export function isSerializationFailure(error: unknown): boolean {
  const code = driverCode(error)
  return code !== null && RETRY_CODES.has(code)
}

/** Name a driver's error in the store's own words; anything unknown passes unchanged. */
export function translateDriverError(error: unknown): unknown {
  const code = driverCode(error)
  if (code === null || error instanceof StoreConflict || error instanceof StoreRefused) return error
  const conflict = CONFLICT_CODES[code]
  if (conflict !== undefined) return new StoreConflict(conflict, error)
  if (FULL_CODES.has(code)) return new StoreFull('storage is full', { cause: error })
  return error
}
