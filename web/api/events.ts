import * as z from 'zod/mini'
import { client } from './client.ts'

/** What can be said to have changed, as the server names it. */
const SUBJECTS = [
  'enterprises',
  'risk-points',
  'hazards',
  'plans',
  'zones',
  'persons',
  'check-records',
  'regions',
] as const
export type LiveSubject = (typeof SUBJECTS)[number]
export const LIVE_SUBJECTS: ReadonlySet<LiveSubject> = new Set(SUBJECTS)

const changedSchema = z.object({ subjects: z.array(z.string()) })
const hazardSchema = z.object({
  id: z.string(),
  hazardLevel: z.enum(['general', 'major']),
  township: z.nullable(z.string()),
})
const versionSchema = z.object({ version: z.string(), build: z.nullable(z.string()) })

/** A hazard just reported, or just raised to major. */
export type HazardNotice = z.infer<typeof hazardSchema>

/** What a stream says. */
export interface EventHandlers {
  /** Something came, whatever it was: the line is alive. */
  readonly onHeard: () => void
  readonly onChanged: (subjects: ReadonlySet<LiveSubject>) => void
  readonly onHazard: (hazard: HazardNotice) => void
  /** Which release and build of the product answers. */
  readonly onRelease: (release: string) => void
  /** The stream could not be opened or broke; it is closed. */
  readonly onBroken: () => void
}

/** Listen to what the server tells; returns how to stop. */
export function openEvents(handlers: EventHandlers): () => void {
  const source = new EventSource('/api/events')
  const on = <T>(name: string, schema: z.ZodMiniType<T>, take: (data: T) => void) =>
    source.addEventListener(name, (event: MessageEvent<string>) => {
      handlers.onHeard()
      const data = schema.safeParse(JSON.parse(event.data))
      // What a newer server says in another form is told again by `changed` after the page's reload.
      if (data.success) take(data.data)
    })
  on('version', versionSchema, ({ version, build }) =>
    handlers.onRelease(`${version} ${build ?? ''}`),
  )
  on('changed', changedSchema, ({ subjects }) =>
    handlers.onChanged(new Set(SUBJECTS.filter((subject) => subjects.includes(subject)))),
  )
  on('hazard', hazardSchema, handlers.onHazard)
  on('heartbeat', z.unknown(), () => undefined)
  source.addEventListener('open', handlers.onHeard)
  source.addEventListener('error', () => {
    // Coming back is decided in one place, the same for every browser.
    source.close()
    handlers.onBroken()
  })
  return () => source.close()
}

/** Whether the server is there, asked without the session: looking is not using it. */
export async function isServerThere(withinMilliseconds: number): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(withinMilliseconds)
    const response = await client.api.health.$get({}, { init: { signal, credentials: 'omit' } })
    // Whatever it says, it speaks; these are said by what stands before it, or while it stops.
    return ![502, 503, 504].includes(response.status)
  } catch {
    return false
  }
}

/** Whether the server no longer knows our session; false as well when it cannot be asked. */
export async function isSignedOut(withinMilliseconds: number): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(withinMilliseconds)
    const response = await client.api.session.$get({}, { init: { signal } })
    const { status }: { readonly status: number } = response
    return status === 401
  } catch {
    return false
  }
}
