import { z } from 'zod'
import { readProblem, RefusalError } from './refusal.ts'

/** What a photo is of: a hazard that is there, or an enterprise whose hazard is about to be reported. */
export type PhotoOwner =
  | { readonly kind: 'hazard'; readonly id: string }
  | { readonly kind: 'enterprise'; readonly id: string }

/** One upload: what, under which key, and whom to tell how far it is. */
export interface PhotoUpload {
  readonly owner: PhotoOwner
  readonly file: Blob
  readonly name: string
  readonly key: string
  readonly onProgress: (share: number) => void
  readonly signal: AbortSignal
}

const takenSchema = z.object({ id: z.string() })

/**
 * Upload a photo (照片); answers its id, the fingerprint of what the server keeps.
 *
 * By XMLHttpRequest: a fetch does not tell how much has been sent.
 * Errors: RefusalError when the server refused, TypeError when it was not reached
 */
export function uploadPhoto({
  owner,
  file,
  name,
  key,
  onProgress,
  signal,
}: PhotoUpload): Promise<string> {
  const path = owner.kind === 'hazard' ? 'hazards' : 'enterprises'
  const form = new FormData()
  form.append('file', file, name)
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api/${path}/${encodeURIComponent(owner.id)}/photos`)
    request.setRequestHeader('Idempotency-Key', key)
    request.upload.onprogress = ({ loaded, total }) => {
      onProgress(total > 0 ? loaded / total : 0)
    }
    request.onerror = () => reject(new TypeError('the server was not reached'))
    request.onabort = () => reject(new DOMException('stopped', 'AbortError'))
    request.onload = () => {
      const body = parsed(request.responseText)
      const taken = takenSchema.safeParse(body)
      if (request.status === 201 && taken.success) resolve(taken.data.id)
      else reject(new RefusalError(readProblem(request.status, body, null)))
    }
    signal.addEventListener('abort', () => request.abort(), { once: true })
    request.send(form)
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
