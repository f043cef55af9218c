import type { Geometry } from 'geojson'
import type { Region } from '#domain/region.ts'
import { AppError } from '#server/http/problem.ts'
import { answer, createRoute, newRoutes, refusals, z } from '#server/http/route.ts'
import { listRegions } from '#server/store/region.ts'

const geometrySchema = z
  .custom<Extract<Geometry, { type: 'Polygon' | 'MultiPolygon' }>>()
  .openapi('Boundary', { type: 'object' })

const regionShape = {
  code: z.string(),
  name: z.string(),
  kind: z.enum(['county', 'township', 'village']),
  seat: z.tuple([z.number(), z.number()]).nullable(),
  geometry: geometrySchema.nullable(),
  source: z.string().nullable(),
  illustrative: z.boolean(),
  areaKm2: z.number().nullable(),
}

const leafSchema = z.object(regionShape)
const branchSchema = z.object({ ...regionShape, children: z.array(leafSchema) })

const regionSchema = z.object({
  ...regionShape,
  children: z.array(branchSchema),
  neighbours: z.array(geometrySchema),
})

const read = createRoute({
  method: 'get',
  path: '/api/regions/{code}',
  tags: ['regions'],
  request: {
    params: z.object({ code: z.string().regex(/^\d{6,12}$/, '区划代码为 6 至 12 位数字') }),
  },
  responses: {
    200: answer(regionSchema, 'A region, what lies in it, and the outlines of its neighbours'),
    ...refusals,
  },
})

/** Administrative divisions (行政区划) with boundaries, each with its source. */
export const regionRoutes = newRoutes().openapi(read, async (c) => {
  const { code } = c.req.valid('param')
  const regions = await listRegions(c.var.services.store)
  const region = regions.find((candidate) => candidate.code === code)
  if (region === undefined) throw new AppError('not_found')
  const childrenOf = (parent: string) =>
    regions.filter((candidate) => candidate.parentCode === parent)
  return c.json(
    {
      ...told(region),
      children: childrenOf(code).map((child) => ({
        ...told(child),
        children: childrenOf(child.code).map(told),
      })),
      neighbours: regions.flatMap((other) =>
        other.kind === region.kind && other.code !== code && other.geometry !== null
          ? [other.geometry]
          : [],
      ),
    },
    200,
  )
})

function told(region: Region) {
  return {
    code: region.code,
    name: region.name,
    kind: region.kind,
    seat: region.seat === null ? null : ([region.seat[0], region.seat[1]] as [number, number]),
    geometry: region.geometry,
    source: region.source,
    illustrative: region.illustrative,
    areaKm2: region.areaKm2,
  }
}
