export type BackupRefusal = 'missing' | 'damaged' | 'foreign' | 'newer' | 'unsupported' | 'failed'

/** A backup that was not made, or must not be brought back; nothing was changed. */
export class BackupRefused extends Error {
  override readonly name = 'BackupRefused'
  readonly code: BackupRefusal

  constructor(code: BackupRefusal, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
  }
}
