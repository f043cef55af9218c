import { scanGeometry } from '#domain/geometry.ts'
import { levelByBasis } from '#domain/match.ts'
import { countsWithin } from '#server/density/counts-within.ts'
import { nearestEnterprises } from '#server/density/nearest-enterprises.ts'
import { inTurn } from '#server/http/fair-turn.ts'
import { filterOf, filterShape, momentOfFilter } from '#server/http/filter-query.ts'
import { indexSoFar } from '#server/http/index-reader.ts'
import { AppError } from '#server/http/problem.ts'
import {
  answer,
  createRoute,
  jsonBody,
  newRoutes,
  queryNumber,
  refusals,
  strictQuery,
  z,
} from '#server/http/route.ts'

/** An area drawn by hand has some tens; a township's boundary some hundreds. */
const MOST_VERTICES = 2_000
const MOST_NEAREST = 20

const levelSchema = z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]).nullable()

const countsSchema = z.object({
  asOf: z.string(),
  /** On the sphere of the mean radius of the Earth, as distances are. */
  areaSquareKilometers: z.number(),
  enterprises: z.number().int(),
  riskPoints: z.number().int(),
  riskPointsByLevel: z.array(z.object({ level: levelSchema, count: z.number().int() })),
  open: z.number().int(),
  major: z.number().int(),
  overdue: z.number().int(),
  perSquareKilometer: z.object({
    enterprises: z.number(),
    riskPoints: z.number(),
    open: z.number(),
    major: z.number(),
    overdue: z.number(),
  }),
})

const within = createRoute({
  method: 'post',
  path: '/api/counts-within',
  tags: ['situation'],
  description:
    'Reads only: the area is too long for an address. A row on the boundary is inside, one in a hole is not; nothing is rounded to cells.',
  request: {
    query: strictQuery(filterShape),
    body: jsonBody(
      z.strictObject({
        area: z.unknown().openapi({
          type: 'object',
          description: `GeoJSON Polygon or MultiPolygon, WGS 84, at most ${MOST_VERTICES} vertices`,
        }),
      }),
    ),
  },
  responses: { 200: answer(countsSchema, 'What lies in the area, under the filter'), ...refusals },
})

const nearest = createRoute({
  method: 'get',
  path: '/api/nearest-enterprises',
  tags: ['enterprises'],
  request: {
    query: strictQuery({
      ...filterShape,
      lng: queryNumber(z.number().min(-180).max(180)),
      lat: queryNumber(z.number().min(-90).max(90)),
      limit: queryNumber(z.number().int().min(1).max(MOST_NEAREST)).default(5),
    }),
  },
  responses: {
    200: answer(
      z.object({
        items: z.array(
          z.object({
            id: z.string(),
            name: z.string(),
            township: z.string().nullable(),
            sector: z.string(),
            level: levelSchema,
            position: z.tuple([z.number(), z.number()]),
            distanceMeters: z.number(),
          }),
        ),
      }),
      'The nearest enterprises under the filter, by great-circle distance',
    ),
    ...refusals,
  },
})

/** What lies where on the ground (区域统计): in an area, and nearest to a place. */
export const areaRoutes = newRoutes()
  .openapi(within, async (c) => {
    const { clock } = c.var.services
    const facts = await indexSoFar(c)
    const { scope } = c.var
    const filter = filterOf(c.req.valid('query'))
    const area = areaOf(c.req.valid('json').area)
    const moment = momentOfFilter(filter, clock())
    const { areaSquareKilometers, ...counts } = await inTurn(c, 'figures', async () => {
      const { selection } = await facts.select(filter, scope, moment)
      return countsWithin(selection, area, filter.basis)
    })
    const perSquareKilometer = (count: number) => count / areaSquareKilometers
    return c.json(
      {
        asOf: moment.at.toISOString(),
        areaSquareKilometers,
        ...counts,
        riskPointsByLevel: [...counts.riskPointsByLevel],
        perSquareKilometer: {
          enterprises: perSquareKilometer(counts.enterprises),
          riskPoints: perSquareKilometer(counts.riskPoints),
          open: perSquareKilometer(counts.open),
          major: perSquareKilometer(counts.major),
          overdue: perSquareKilometer(counts.overdue),
        },
      },
      200,
    )
  })
  .openapi(nearest, async (c) => {
    const { clock } = c.var.services
    const facts = await indexSoFar(c)
    const { lng, lat, limit, ...query } = c.req.valid('query')
    const filter = filterOf(query)
    const found = await inTurn(c, 'figures', async () => {
      const { selection } = await facts.select(filter, c.var.scope, momentOfFilter(filter, clock()))
      return nearestEnterprises(selection, [lng, lat], limit)
    })
    const items = found.map(({ enterprise, position, meters }) => ({
      id: enterprise.id,
      name: enterprise.name,
      township: enterprise.township,
      sector: enterprise.sector,
      level: levelByBasis(enterprise.level, filter.basis),
      position: [position[0], position[1]] as [number, number],
      distanceMeters: meters,
    }))
    return c.json({ items }, 200)
  })

/** Errors: AppError invalid (422) with the first fault of the area and where it stands in the body */
function areaOf(value: unknown) {
  const scanned = scanGeometry(value, {
    types: ['Polygon', 'MultiPolygon'],
    maxVertices: MOST_VERTICES,
    bounds: 'wgs84',
  })
  if (scanned.ok) return scanned.value
  const issues = scanned.issues.map((issue) => ({
    ...issue,
    path: issue.path.replace(/^geometry/, 'area'),
  }))
  throw new AppError('invalid', { issues })
}
