import type { Enterprise } from '#domain/enterprise.ts'
import { levelByBasis } from '#domain/match.ts'
import type { Scope } from '#domain/scope.ts'
import { accept, changesOf, refuse } from '#server/http/accept.ts'
import {
  enterpriseBodySchema,
  enterprisePatchSchema,
  LEDGER_FIELDS,
} from '#server/http/enterprise-body.ts'
import { requireVersion, versionTag } from '#server/http/etag.ts'
import { actingFor, requireEnterprise } from '#server/http/owned.ts'
import {
  answer,
  createRoute,
  emptyAnswer,
  idParameter,
  jsonBody,
  newRoutes,
  refusals,
  z,
} from '#server/http/route.ts'
import { acceptWritten, audited, createOnce } from '#server/http/write.ts'
import {
  checkDivision,
  checkWithin,
  readPlace,
  takeUscc,
} from '#server/services/check-enterprise.ts'
import { archiveEnterprise, insertEnterprises, patchEnterprise } from '#server/store/enterprise.ts'
import { newId } from '#server/store/identifier.ts'
import { readRegionNames } from '#server/store/region.ts'
import type { Reader } from '#server/store/transact.ts'
import { enterpriseShape, told } from './enterprises.ts'

const enterpriseSchema = z.object(enterpriseShape).openapi('Enterprise')

const create = createRoute({
  method: 'post',
  path: '/api/enterprises',
  tags: ['enterprises'],
  request: { body: jsonBody(enterpriseBodySchema) },
  responses: { 201: answer(enterpriseSchema, 'The new enterprise'), ...refusals },
})

const patch = createRoute({
  method: 'patch',
  path: '/api/enterprises/{id}',
  tags: ['enterprises'],
  description: 'What decides who supervises it is written by those who keep the ledger only.',
  request: { params: idParameter, body: jsonBody(enterprisePatchSchema) },
  responses: { 200: answer(enterpriseSchema, 'The enterprise as it now is'), ...refusals },
})

const archive = createRoute({
  method: 'delete',
  path: '/api/enterprises/{id}',
  tags: ['enterprises'],
  request: { params: idParameter },
  responses: { 204: emptyAnswer('Archived'), ...refusals },
})

/** Writing the ledger of enterprises (企业台账). */
export const enterpriseWriteRoutes = newRoutes()
  .openapi(create, async (c) => {
    const { crs, position, uscc, ...body } = c.req.valid('json')
    const { scope, principal } = c.var
    const id = newId()
    const county = body.township?.slice(0, 6) ?? principal.county
    accept(checkWithin(scope, { id, county, township: body.township, sector: body.sector }))
    const entry = audited(c, 'enterprise.create', { kind: 'enterprise', id })
    const { body: made, headers } = await createOnce(c, entry, async (tx) => {
      accept(await checkDivision(tx, body))
      const code = accept(await takeUscc(tx, uscc, id))
      const place = accept(await readPlace(tx, { position, crs }, county))
      await insertEnterprises(tx, [
        {
          ...body,
          ...place,
          id,
          uscc: code,
          externalId: null,
          county,
          flags: [...new Set(body.flags)],
          sample: false,
          createdAt: tx.at,
        },
      ])
      return {
        body: await whole(tx, await requireEnterprise(c, tx, id), scope),
        location: `/api/enterprises/${id}`,
        version: 1,
      }
    })
    return c.json(made, 201, headers)
  })
  .openapi(patch, async (c) => {
    const { store } = c.var.services
    const { scope, principal } = c.var
    const seen = requireVersion(c)
    const { id } = c.req.valid('param')
    const { crs, position, uscc, flags, ...said } = changesOf(c.req.valid('json'))
    const fields = Object.keys(c.req.valid('json'))
    const own = principal.role === 'enterprise' || principal.role === 'expert'
    const reserved = own ? fields.find((field) => LEDGER_FIELDS.has(field)) : undefined
    if (reserved !== undefined)
      refuse(reserved, 'forbidden', '此项由监管部门登记，如有变动请联系乡镇或县局')
    if (crs !== undefined && position === undefined)
      refuse('crs', 'without_position', '坐标系须与坐标一起填写')
    const entry = audited(c, 'enterprise.patch', { kind: 'enterprise', id }, { fields })
    const written = await store.transact(entry, async (tx) => {
      const before = await requireEnterprise(c, tx, id)
      tx.describe({ detail: actingFor(c, id) })
      const { township = before.township } = said
      // A village does not move with its enterprise to another township.
      const kept = township === before.township ? before.village : null
      const village = said.village === undefined ? kept : said.village
      const county = township?.slice(0, 6) ?? before.county
      accept(checkWithin(scope, { id, county, township, sector: said.sector ?? before.sector }))
      if (said.township !== undefined || said.village !== undefined)
        accept(await checkDivision(tx, { township, village }))
      const code = uscc === undefined ? {} : { uscc: accept(await takeUscc(tx, uscc, id)) }
      const place =
        position === undefined
          ? {}
          : accept(await readPlace(tx, { position, crs: crs ?? 'wgs84' }, county))
      const codes = flags === undefined ? {} : { flags: [...new Set(flags)] }
      const row = { ...said, county, village, ...code, ...place, ...codes }
      return patchEnterprise(tx, id, seen, row)
    })
    const saved = acceptWritten(written)
    return c.json(await whole(store, saved, scope), 200, { ETag: versionTag(saved.version) })
  })
  .openapi(archive, async (c) => {
    const seen = requireVersion(c)
    const { id } = c.req.valid('param')
    const entry = audited(c, 'enterprise.archive', { kind: 'enterprise', id })
    const written = await c.var.services.store.transact(entry, (tx) =>
      archiveEnterprise(tx, id, seen),
    )
    acceptWritten(written)
    return c.body(null, 204)
  })

async function whole(reader: Reader, enterprise: Enterprise, scope: Scope) {
  return {
    ...told(enterprise, await readRegionNames(reader), scope),
    level: levelByBasis(enterprise.level, 'current'),
    inherentLevel: enterprise.level.inherent,
  }
}
