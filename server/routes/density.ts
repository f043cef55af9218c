import type { Context } from 'hono'
import type { Filter } from '#domain/filter.ts'
import { densityAt } from '#server/density/field/density-at.ts'
import { densityDifference } from '#server/density/field/density-difference.ts'
import type { Earlier } from '#server/density/field/density-difference.ts'
import { densityField } from '#server/density/field/density-field.ts'
import type { DensityOptions } from '#server/density/field/density-field.ts'
import { densityTile, differenceTile } from '#server/density/field/density-tile.ts'
import { densityTileJson } from '#server/density/field/density-tilejson.ts'
import { DEFAULT_SHARING } from '#server/density/lattice/owner-nodes.ts'
import { DENSITY_SUBJECTS } from '#server/density/lattice/subject-rows.ts'
import { guardedGridFor } from '#server/density/tiles/guarded-grid.ts'
import type { AppEnvironment } from '#server/http/environment.ts'
import { inTurn } from '#server/http/fair-turn.ts'
import { filterOf, filterShape, momentOfFilter } from '#server/http/filter-query.ts'
import { indexSoFar } from '#server/http/index-reader.ts'
import {
  answer,
  createRoute,
  newRoutes,
  queryNumber,
  refusals,
  strictQuery,
  z,
} from '#server/http/route.ts'
import { sinceOf, sinceShape } from '#server/http/since-query.ts'
import { tileAddress, tileParameters } from '#server/http/tile-address.ts'
import type { TileAddress } from '#server/http/tile-address.ts'
import { answerKnownTile, answerNewTile } from '#server/http/tile-answer.ts'
import type { AskedTile, TileQuestion } from '#server/http/tile-question.ts'

const densityShape = {
  ...filterShape,
  subject: z.enum(DENSITY_SUBJECTS).default('hazards'),
  bandwidth: queryNumber(z.number().min(100).max(5000)).default(DEFAULT_SHARING.bandwidthMeters),
  kernel: z.enum(['gaussian', 'quartic']).default(DEFAULT_SHARING.kernel),
  ...sinceShape,
}

const encodingSchema = z.object({
  redFactor: z.number(),
  greenFactor: z.number(),
  blueFactor: z.number(),
  baseShift: z.number(),
})

const tileJsonSchema = z.object({
  tilejson: z.literal('3.0.0'),
  name: z.string(),
  tiles: z.array(z.string()),
  tileSize: z.number(),
  minzoom: z.number(),
  maxzoom: z.number(),
  bounds: z.tuple([z.number(), z.number(), z.number(), z.number()]),
  encoding: encodingSchema,
  unit: z.string(),
  unitCode: z.string(),
  min: z.number(),
  max: z.number(),
  bandwidthMeters: z.number(),
  kernel: z.enum(['gaussian', 'quartic']),
  subject: z.enum(DENSITY_SUBJECTS),
  unplaced: z.number().int(),
  withheld: z.number().int(),
  asOf: z.string(),
  since: z.string().nullable(),
})

const atSchema = z.object({
  value: z.number(),
  unit: z.string(),
  unitCode: z.string(),
  kernel: z.enum(['gaussian', 'quartic']),
  bandwidthMeters: z.number(),
  asOf: z.string(),
  since: z.string().nullable(),
  before: z.number().nullable(),
  difference: z.number().nullable(),
  within1km: z
    .object({ open: z.number().int(), major: z.number().int(), overdue: z.number().int() })
    .nullable(),
})

const describe = createRoute({
  method: 'get',
  path: '/api/tiles/density.json',
  tags: ['density'],
  request: { query: strictQuery(densityShape) },
  responses: {
    200: answer(tileJsonSchema, 'TileJSON with encoding, unit and maximum'),
    ...refusals,
  },
})

const tile = createRoute({
  method: 'get',
  path: '/api/tiles/density/{z}/{x}/{y}',
  tags: ['density'],
  middleware: answerKnownTile,
  request: { params: tileParameters('png'), query: strictQuery(densityShape) },
  responses: {
    200: {
      description:
        '256 px, opaque RGB: value = R·red + G·green + B·blue − baseShift; with `since` of differences',
      content: { 'image/png': { schema: z.any() } },
    },
    304: { description: 'The asker holds it' },
    ...refusals,
  },
})

const at = createRoute({
  method: 'get',
  path: '/api/density/at',
  tags: ['density'],
  request: {
    query: strictQuery({
      ...densityShape,
      lng: queryNumber(z.number().min(-180).max(180)),
      lat: queryNumber(z.number().min(-85.05).max(85.05)),
    }),
  },
  responses: {
    200: answer(atSchema, 'The density at a place, and hazards within 1 km'),
    ...refusals,
  },
})

type DensityQuery = z.infer<z.ZodObject<typeof densityShape>>

function optionsOf(query: DensityQuery, filter: Filter): DensityOptions {
  return {
    subject: query.subject,
    bandwidthMeters: query.bandwidth,
    kernel: query.kernel,
    basis: filter.basis,
  }
}

interface AskedDensity extends AskedTile {
  readonly filter: Filter
  readonly since: string | null
}

async function factsOf(c: Context<AppEnvironment>, query: DensityQuery) {
  const { clock } = c.var.services
  const { scope } = c.var
  const facts = await indexSoFar(c)
  const filter = filterOf(query)
  const now = clock()
  const moment = momentOfFilter(filter, now)
  const since = sinceOf(query.since, filter, now)
  return { asked: { facts, scope, moment, filter, since }, options: optionsOf(query, filter) }
}

/**
 * The rows asked for, and those of the day they are set against. Who must not see single
 * enterprises is told of no other day, so of no difference either: then both are empty.
 */
async function selectBoth({ facts, scope, moment, filter, since }: AskedDensity) {
  // Points are counted by enterprise and level, but for who is shown units of several enterprises.
  const wanted = scope.suppressSingles ? 'points' : 'hazards'
  if (since === null) {
    const { selection } = await facts.select(filter, scope, moment, wanted)
    return { selection, earlier: null }
  }
  const before = { ...filter, asOf: since }
  const then = await facts.select(before, scope, momentOfFilter(before, moment.at), wanted)
  const earlier: Earlier = { day: since, selection: then.selection }
  if (then.withheld) return { selection: then.selection, earlier }
  const { selection } = await facts.select(filter, scope, moment, wanted)
  return { selection, earlier }
}

/** What a tile's address asks; a day it is set against that has come stays in the past. */
function tileQuestion(
  { z: zoom, x, y }: TileAddress,
  query: DensityQuery,
  now: Date,
): TileQuestion {
  const filter = filterOf(query)
  const since = sinceOf(query.since, filter, now)
  const options = optionsOf(query, filter)
  const { subject, bandwidthMeters: bandwidth, kernel } = options
  return {
    filter,
    kind: 'density',
    parameters: {
      ...{ z: zoom, x, y, subject, bandwidth, kernel },
      ...(since === null ? {} : { since }),
    },
    contentType: 'image/png',
    make: async (asked) => {
      const { selection, earlier } = await selectBoth({ ...asked, filter, since })
      if (earlier !== null) {
        const { field } = await densityDifference(selection, earlier, options)
        return differenceTile(field, zoom, x, y)
      }
      const guard = guardedGridFor(selection, asked.scope)
      const { field } = await densityField(selection, options, guard)
      return densityTile(field, zoom, x, y)
    },
  }
}

/** The density (密度): described, as tiles of numbers, and at a place. */
export const densityRoutes = newRoutes()
  .openapi(describe, async (c) => {
    const { asked, options } = await factsOf(c, c.req.valid('query'))
    const { filter, moment, scope } = asked
    const description = await inTurn(c, 'figures', async () => {
      const { selection, earlier } = await selectBoth(asked)
      const guard = guardedGridFor(selection, scope)
      return densityTileJson(selection, filter, options, moment, guard, earlier)
    })
    const [west, south, east, north] = description.bounds
    return c.json(
      {
        ...description,
        tiles: [...description.tiles],
        bounds: [west, south, east, north] as [number, number, number, number],
      },
      200,
    )
  })
  .openapi(tile, (c) => {
    const address = tileAddress(c.req.valid('param'))
    const question = tileQuestion(address, c.req.valid('query'), c.var.services.clock())
    return answerNewTile(c, question)
  })
  .openapi(at, async (c) => {
    const query = c.req.valid('query')
    const { asked, options } = await factsOf(c, query)
    const told = await inTurn(c, 'figures', async () => {
      const { selection, earlier } = await selectBoth(asked)
      const { moment, scope } = asked
      return densityAt(selection, [query.lng, query.lat], options, moment, scope, earlier)
    })
    return c.json(told, 200)
  })
