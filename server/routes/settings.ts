import type { Context } from 'hono'
import { PASSWORD_PROFILE_CODES } from '#domain/norms/password-profiles.ts'
import type { Settings } from '#domain/settings.ts'
import { refuse } from '#server/http/accept.ts'
import type { AppEnvironment } from '#server/http/environment.ts'
import { requireVersion, versionTag } from '#server/http/etag.ts'
import { answer, createRoute, jsonBody, newRoutes, refusals, z } from '#server/http/route.ts'
import { lineSchema, optionalLine } from '#server/http/text-schema.ts'
import { acceptWritten, audited } from '#server/http/write.ts'
import { findHomeCounty, findRegion } from '#server/store/region.ts'
import { readSettings, saveSettings } from '#server/store/settings.ts'
import type { KeptSettings } from '#server/store/settings.ts'

const emergencyLine = z.object({ name: z.string(), phone: z.string() })

const settingsSchema = z
  .object({
    /** As set; null takes the county whose townships are known. */
    county: z.string().nullable(),
    productTitle: z.string().nullable(),
    screenTitle: z.string().nullable(),
    organisation: z.string().nullable(),
    passwordProfile: z.enum(PASSWORD_PROFILE_CODES),
    emergencyLines: z.array(emergencyLine),
    /** The county in force and its name; null before there is one. */
    homeCounty: z.object({ code: z.string(), name: z.string() }).nullable(),
    /** Where browsers reach this installation, as it was configured. */
    address: z.string(),
    version: z.number().int(),
  })
  .openapi('Settings')

const bodySchema = z.strictObject({
  county: z
    .string()
    .regex(/^\d{6}$/, '应为 6 位县级区划代码')
    .nullable(),
  productTitle: optionalLine(30),
  screenTitle: optionalLine(40),
  organisation: optionalLine(50),
  passwordProfile: z.enum(PASSWORD_PROFILE_CODES),
  emergencyLines: z
    .array(
      z.strictObject({
        name: lineSchema(30),
        phone: z.string().regex(/^[\d +()-]{3,30}$/, '电话应为数字，可含 + - 空格和括号'),
      }),
    )
    .max(20),
})

const read = createRoute({
  method: 'get',
  path: '/api/settings',
  tags: ['settings'],
  responses: { 200: answer(settingsSchema, 'What this installation goes by'), ...refusals },
})

const put = createRoute({
  method: 'put',
  path: '/api/settings',
  tags: ['settings'],
  request: { body: jsonBody(bodySchema) },
  responses: { 200: answer(settingsSchema, 'The settings as they now are'), ...refusals },
})

/** Base settings (基础设置): county, titles, rules of passwords, whom to ring. */
export const settingsRoutes = newRoutes()
  .openapi(read, async (c) => {
    const { store } = c.var.services
    const settings = await readSettings(store)
    return c.json(await told(c, settings), 200, { ETag: versionTag(settings.version) })
  })
  .openapi(put, async (c) => {
    const { store } = c.var.services
    const seen = requireVersion(c)
    const settings: Settings = c.req.valid('json')
    const entry = audited(c, 'settings.put', { kind: 'settings', id: '1' })
    const written = await store.transact(entry, async (tx) => {
      const before = await readSettings(tx)
      if (settings.county !== null && (await findRegion(tx, settings.county))?.kind !== 'county')
        refuse('county', 'unknown_region', `没有县级区划 ${settings.county}，请先导入区划`)
      tx.describe({ detail: { changed: changedFields(before, settings) } })
      return saveSettings(tx, settings, seen)
    })
    const saved = acceptWritten(written)
    return c.json(await told(c, saved), 200, { ETag: versionTag(saved.version) })
  })

/** What was changed, from what to what: settings are no secret. */
function changedFields(before: Settings, after: Settings): Record<string, readonly unknown[]> {
  const keys = Object.keys(after) as (keyof Settings)[]
  const changed = keys.filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]))
  return Object.fromEntries(changed.map((key) => [key, [before[key], after[key]]]))
}

async function told(
  c: Context<AppEnvironment>,
  settings: KeptSettings,
): Promise<z.infer<typeof settingsSchema>> {
  const { store, config } = c.var.services
  const code = await findHomeCounty(store)
  const region = code === null ? null : await findRegion(store, code)
  return {
    ...settings,
    emergencyLines: settings.emergencyLines.map((line) => ({ ...line })),
    address: config.publicUrl,
    homeCounty: code === null ? null : { code, name: region?.name ?? code },
  }
}
