import { z } from 'zod'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const count = z.number().int().nonnegative()

/** What a backup says of itself (备份清单); unknown fields mean a program newer than this one. */
export const manifestSchema = z.strictObject({
  format: z.literal('riskmap-backup'),
  formatVersion: z.literal(1),
  productVersion: z.string(),
  engine: z.enum(['sqlite', 'postgres']),
  instanceId: z.uuid(),
  madeAt: z.iso.datetime(),
  schema: z.array(z.string()).min(1),
  dataVersion: count,
  /** Found in the copy again; null where the disk was too full to write it. */
  canary: z.uuid().nullable(),
  /** By table, of the very snapshot; empty for PostgreSQL, whose own format keeps its sums. */
  tables: z.array(z.strictObject({ name: z.string(), rows: count, sha256 })),
  /** What was already wrong in the data when it was copied, by check. */
  findings: z.array(z.string()),
  part: z.strictObject({
    name: z.enum(['riskmap.db', 'riskmap.dump']),
    bytes: count,
    sha256,
  }),
})

export type Manifest = z.infer<typeof manifestSchema>
