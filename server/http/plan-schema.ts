import { z } from '@hono/zod-openapi'
import type { LineString, MultiPolygon, Point, Polygon } from 'geojson'
import { STRUCTURE_KINDS, SYMBOL_KINDS, ZONE_KINDS } from '#domain/plan.ts'
import type { PlanDocument } from '#domain/plan.ts'
import { levelPairSchema } from './level-schema.ts'
import { AppError } from './problem.ts'
import { idSchema } from './route.ts'
import { lineSchema, optionalLine } from './text-schema.ts'
import { whySchema } from './why-schema.ts'

const coordinate = z.number().min(-1e8).max(1e8)
const placeSchema = z.tuple([coordinate, coordinate])

/** A list that is counted before its members are read. Errors: AppError too_large (413) */
function boundedList<T extends z.ZodType>(member: T, most: number) {
  return z
    .array(z.unknown())
    .transform((list) => {
      if (list.length > most) throw new AppError('too_large')
      return list
    })
    .pipe(z.array(member))
    .openapi({ type: 'array', items: { type: 'object' }, maxItems: most })
}

/** Computed by the server: taken, so that a document can be sent back as it came, and not looked at. */
const computed = z.unknown().optional().openapi({ description: 'computed; ignored when sent' })

/** A shape is checked by the geometry scanner, which names the first bad coordinate. */
const geometrySchema = z.unknown().openapi({ type: 'object', description: 'GeoJSON, plan frame' })

const controlPointSchema = z.strictObject({
  plan: placeSchema,
  lngLat: z.tuple([z.number(), z.number()]),
  residualMeters: computed,
})

/** What `PUT /api/plans/:id` takes. */
export const planBodySchema = z
  .strictObject({
    id: idSchema.optional(),
    enterpriseId: idSchema.optional(),
    version: computed,
    name: lineSchema(100),
    frame: z.strictObject({
      unit: z.enum(['meter', 'pixel']),
      metersPerUnit: z.number().min(1e-6).max(1e4).nullable().default(null),
      georeference: z
        .strictObject({
          kind: z.enum(['similarity', 'affine']),
          controlPoints: boundedList(controlPointSchema, 1_000),
          rmsMeters: computed,
        })
        .nullable()
        .default(null),
    }),
    image: z
      .strictObject({
        id: idSchema,
        width: computed,
        height: computed,
        opacity: z.number().min(0).max(1).default(1),
        rotation: z.number().min(-360).max(360).default(0),
      })
      .nullable()
      .default(null),
    structures: boundedList(
      z.strictObject({
        id: idSchema,
        kind: z.enum(STRUCTURE_KINDS),
        name: lineSchema(100, 0).default(''),
        geometry: geometrySchema,
      }),
      10_000,
    ).default([]),
    zones: boundedList(
      z.strictObject({
        id: idSchema,
        name: lineSchema(100, 0),
        kind: z.enum(ZONE_KINDS).default('other'),
        department: optionalLine(100),
        personId: idSchema.nullable().default(null),
        geometry: geometrySchema,
        level: computed,
        why: computed,
      }),
      2_000,
    ).default([]),
    riskPoints: boundedList(
      z.strictObject({
        id: idSchema,
        number: computed,
        name: computed,
        zoneId: idSchema.nullish(),
        position: z.unknown(),
        level: computed,
      }),
      20_000,
    ).default([]),
    symbols: boundedList(
      z.strictObject({
        id: idSchema,
        kind: z.enum(SYMBOL_KINDS),
        geometry: geometrySchema,
        text: lineSchema(100, 0).default(''),
      }),
      10_000,
    ).default([]),
  })
  .openapi('PlanInput')

const shape = <T>() => z.custom<T>().openapi({ type: 'object' })

/** A plan as it is answered. */
export const planSchema = z
  .object({
    id: z.string(),
    enterpriseId: z.string(),
    name: z.string(),
    version: z.number().int(),
    frame: z.object({
      unit: z.enum(['meter', 'pixel']),
      metersPerUnit: z.number().nullable(),
      georeference: z
        .object({
          kind: z.enum(['similarity', 'affine']),
          controlPoints: z.array(
            z.object({
              plan: z.tuple([z.number(), z.number()]),
              lngLat: z.tuple([z.number(), z.number()]),
              residualMeters: z.number(),
            }),
          ),
          rmsMeters: z.number(),
        })
        .nullable(),
    }),
    image: z
      .object({
        id: z.string(),
        width: z.number(),
        height: z.number(),
        opacity: z.number(),
        rotation: z.number(),
      })
      .nullable(),
    structures: z.array(
      z.object({
        id: z.string(),
        kind: z.enum(STRUCTURE_KINDS),
        name: z.string(),
        geometry: shape<Polygon | MultiPolygon | LineString | Point>(),
      }),
    ),
    zones: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        kind: z.enum(ZONE_KINDS),
        department: z.string().nullable(),
        personId: z.string().nullable(),
        geometry: shape<Polygon | MultiPolygon>(),
        level: levelPairSchema,
        why: z.object({ inherent: whySchema.nullable(), current: whySchema.nullable() }),
      }),
    ),
    riskPoints: z.array(
      z.object({
        id: z.string(),
        number: z.string(),
        name: z.string(),
        zoneId: z.string().nullable(),
        position: z.tuple([z.number(), z.number()]),
        level: levelPairSchema,
      }),
    ),
    symbols: z.array(
      z.object({
        id: z.string(),
        kind: z.enum(SYMBOL_KINDS),
        geometry: shape<Point | LineString>(),
        text: z.string(),
      }),
    ),
  })
  .openapi('Plan')

/** The document as the client's types have it: the same lists, which JSON does not protect. */
export function planAnswer(plan: PlanDocument): z.infer<typeof planSchema> {
  return plan as unknown as z.infer<typeof planSchema>
}
