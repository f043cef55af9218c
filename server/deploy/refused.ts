export type DeployRefusal = 'missing' | 'damaged' | 'foreign' | 'newer' | 'unsupported' | 'failed'

/** A backup or package that was not made, or a backup that must not be brought back; nothing was changed. */
export class DeployRefused extends Error {
  override readonly name = 'DeployRefused'
  readonly code: DeployRefusal

  constructor(code: DeployRefusal, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
  }
}
