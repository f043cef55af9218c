import type { Context } from 'hono'
import { tileFromIndex } from '#server/density/tile-from-index.ts'
import type { VectorNoun } from '#server/density/tiles/vector-tile.ts'
import { vectorTileJson } from '#server/density/tiles/vector-tilejson.ts'
import type { AppEnvironment } from '#server/http/environment.ts'
import { inTurn } from '#server/http/fair-turn.ts'
import { filterOf, filterShape, momentOfFilter } from '#server/http/filter-query.ts'
import { indexSoFar } from '#server/http/index-reader.ts'
import { answer, createRoute, newRoutes, refusals, strictQuery, z } from '#server/http/route.ts'
import { tileAddress, tileParameters } from '#server/http/tile-address.ts'
import { answerKnownTile, answerNewTile } from '#server/http/tile-answer.ts'

const query = strictQuery(filterShape)

const tileJsonSchema = z.object({
  tilejson: z.literal('3.0.0'),
  name: z.string(),
  tiles: z.array(z.string()),
  minzoom: z.number(),
  maxzoom: z.number(),
  vector_layers: z.array(z.object({ id: z.string(), fields: z.record(z.string(), z.string()) })),
  bounds: z.tuple([z.number(), z.number(), z.number(), z.number()]).optional(),
  asOf: z.string(),
})

/** TileJSON routes are named in full, so that none is taken for a tile. */
function describeRoute<const N extends VectorNoun>(noun: N) {
  return createRoute({
    method: 'get',
    path: `/api/tiles/${noun}.json`,
    tags: ['tiles'],
    request: { query },
    responses: { 200: answer(tileJsonSchema, `TileJSON of ${noun}`), ...refusals },
  })
}

function tileRoute<const N extends VectorNoun>(noun: N) {
  return createRoute({
    method: 'get',
    path: `/api/tiles/${noun}/{z}/{x}/{y}`,
    tags: ['tiles'],
    middleware: answerKnownTile,
    request: { params: tileParameters('mvt'), query },
    responses: {
      200: {
        description: `Layer ${noun}, extent 4096`,
        content: { 'application/vnd.mapbox-vector-tile': { schema: z.any() } },
      },
      204: { description: 'Nothing there' },
      304: { description: 'The asker holds it' },
      ...refusals,
    },
  })
}

async function describe(
  c: Context<AppEnvironment>,
  noun: VectorNoun,
  parameters: Readonly<Record<string, unknown>>,
) {
  const { clock } = c.var.services
  const { scope } = c.var
  const facts = await indexSoFar(c)
  const filter = filterOf(parameters)
  const moment = momentOfFilter(filter, clock())
  const { bounds, ...description } = await inTurn(c, 'figures', async () => {
    const wanted = noun === 'hazards' ? 'hazards' : 'figures'
    const { selection } = await facts.select(filter, scope, moment, wanted)
    return vectorTileJson(noun, filter, moment, scope.suppressSingles ? null : selection)
  })
  return {
    ...description,
    ...(bounds === undefined ? {} : { bounds: [...bounds] as [number, number, number, number] }),
    tiles: [...description.tiles],
    vector_layers: description.vector_layers.map(({ id, fields }) => ({
      id,
      fields: { ...fields },
    })),
  }
}

function answerVectorTile(
  c: Context<AppEnvironment>,
  noun: VectorNoun,
  path: { z: string; x: string; y: string },
  query: Readonly<Record<string, unknown>>,
): Promise<Response> {
  const { z: zoom, x, y } = tileAddress(path)
  const filter = filterOf(query)
  return answerNewTile(c, {
    filter,
    kind: noun,
    parameters: { z: zoom, x, y },
    contentType: 'application/vnd.mapbox-vector-tile',
    make: ({ facts, scope, moment }) =>
      tileFromIndex(facts, { filter, scope, moment }, noun, [zoom, x, y]),
  })
}

/** Vector tiles (矢量瓦片) of enterprises, risk points, hazards and zones. */
export const tileRoutes = newRoutes()
  .openapi(describeRoute('enterprises'), async (c) =>
    c.json(await describe(c, 'enterprises', c.req.valid('query')), 200),
  )
  .openapi(describeRoute('risk-points'), async (c) =>
    c.json(await describe(c, 'risk-points', c.req.valid('query')), 200),
  )
  .openapi(describeRoute('hazards'), async (c) =>
    c.json(await describe(c, 'hazards', c.req.valid('query')), 200),
  )
  .openapi(describeRoute('zones'), async (c) =>
    c.json(await describe(c, 'zones', c.req.valid('query')), 200),
  )
  .openapi(tileRoute('enterprises'), (c) =>
    answerVectorTile(c, 'enterprises', c.req.valid('param'), c.req.valid('query')),
  )
  .openapi(tileRoute('risk-points'), (c) =>
    answerVectorTile(c, 'risk-points', c.req.valid('param'), c.req.valid('query')),
  )
  .openapi(tileRoute('hazards'), (c) =>
    answerVectorTile(c, 'hazards', c.req.valid('param'), c.req.valid('query')),
  )
  .openapi(tileRoute('zones'), (c) =>
    answerVectorTile(c, 'zones', c.req.valid('param'), c.req.valid('query')),
  )
