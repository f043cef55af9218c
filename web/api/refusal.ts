import * as z from 'zod/mini'

/** A refusal of the server (RFC 9457), as screens use it. */
export interface Refusal {
  readonly status: number
  readonly code: string
  readonly detail: string
  readonly issues: readonly {
    readonly path: string
    readonly code: string
    readonly message: string
  }[]
  readonly retryAfterSeconds: number | null
  /** The version that is current, when ours was stale. */
  readonly current: unknown
}

const problemSchema = z.object({
  code: z.string(),
  detail: z._default(z.string(), ''),
  issues: z._default(
    z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })),
    [],
  ),
  current: z.optional(z.unknown()),
})

/** The error thrown when the server refused. */
export class RefusalError extends Error {
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super(`${refusal.status} ${refusal.code}: ${refusal.detail}`)
    this.refusal = refusal
  }
}

/** The refusal inside an error, or null when it was something else (no network, a fault of ours). */
export function refusalOf(error: unknown): Refusal | null {
  return error instanceof RefusalError ? error.refusal : null
}

async function readRefusal(response: Response): Promise<Refusal> {
  const body: unknown = await response.json().catch(() => null)
  return readProblem(response.status, body, response.headers.get('retry-after'))
}

/** The refusal that a body and a status tell of. */
export function readProblem(status: number, body: unknown, retryAfter: string | null): Refusal {
  const parsed = problemSchema.safeParse(body)
  const wait = Number(retryAfter)
  return {
    status,
    code: parsed.success ? parsed.data.code : 'internal',
    detail: parsed.success ? parsed.data.detail : '',
    issues: parsed.success ? parsed.data.issues : [],
    retryAfterSeconds: Number.isFinite(wait) && wait > 0 ? wait : null,
    current: parsed.success ? parsed.data.current : undefined,
  }
}

let signedOut: () => void = () => undefined

/** Say what is to be done when the server no longer knows the session. */
export function whenSignedOut(handler: () => void): void {
  signedOut = handler
}

/** A session that is gone, or good for nothing but a new password: one signs in again. */
const ENDS_THE_PAGE: ReadonlySet<string> = new Set(['unauthenticated', 'password_change_required'])

/** The answers among what a route may give that are no refusals. */
type Good<R> = Extract<R, { readonly status: 200 | 201 | 204 }>

/**
 * Pass a good answer on, throw a refusal.
 * Errors: RefusalError for every status of 400 and above
 */
export async function accepted<R extends { readonly ok: boolean }>(
  answer: Promise<R>,
): Promise<Good<R>> {
  const response = await answer
  if (!response.ok) {
    const refusal = await readRefusal(response as unknown as Response)
    if (ENDS_THE_PAGE.has(refusal.code)) signedOut()
    throw new RefusalError(refusal)
  }
  return response as Good<R>
}
