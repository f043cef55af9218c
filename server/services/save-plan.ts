import { planProjection } from '#domain/georeference.ts'
import type { PlanDocument, PlanImage, PlanInput } from '#domain/plan.ts'
import type { Issue, Result } from '#domain/result.ts'
import { followPlan } from '#server/store/follow-plan.ts'
import { listPersons } from '#server/store/person.ts'
import { findPictureSize } from '#server/store/picture.ts'
import { findPlan, putPlan } from '#server/store/plan.ts'
import type { PlanOnEarth } from '#server/store/plan.ts'
import { listRiskPoints } from '#server/store/risk-point.ts'
import type { Reader, Tx } from '#server/store/transact.ts'
import { absent, stale } from '#server/store/version.ts'
import type { Written } from '#server/store/version.ts'
import { rounded } from './plan-on-earth.ts'
import type { ReadPlan } from './read-plan.ts'
import { regradeEnterprise } from './regrade.ts'

/**
 * Save a plan (保存图纸) in place of the version its writer saw, and let every level follow: zones by
 * the points that now lie in them, then the enterprise.
 * Shape: → the document as it now is, the current one when another was first, null when there is none
 * Errors: unknown_person, unknown_risk_point, unknown_picture: ids that are not this enterprise's
 */
export async function savePlan(
  tx: Tx,
  id: string,
  expectedVersion: number,
  read: ReadPlan,
  onEarth: PlanOnEarth,
): Promise<Result<Written<PlanDocument> | null>> {
  const current = await findPlan(tx, id)
  if (current === null) return { ok: true, value: absent(tx) }
  if (current.version !== expectedVersion) return { ok: true, value: stale(tx, current) }
  const input = await resolve(tx, current.enterpriseId, read)
  if (!input.ok) return input
  const written = await putPlan(tx, id, expectedVersion, input.value, onEarth)
  if (written === null || !written.ok) return { ok: true, value: written }
  const { georeference } = input.value.frame
  if (georeference !== null) {
    const projection = planProjection(georeference)
    await followPlan(tx, current, ([x, y]) => rounded(projection.toLngLat([x, y])))
  }
  await regradeEnterprise(tx, current.enterpriseId)
  const saved = await findPlan(tx, id)
  return { ok: true, value: saved === null ? absent(tx) : { ok: true, value: saved } }
}

/** Find what a plan names among the enterprise's own rows; anybody else's counts as missing. */
async function resolve(
  reader: Reader,
  enterpriseId: string,
  read: ReadPlan,
): Promise<Result<PlanInput>> {
  const issues: Issue[] = []
  const persons = new Set((await listPersons(reader, enterpriseId)).map(({ id }) => id))
  for (const [index, { personId }] of read.zones.entries())
    if (personId !== null && !persons.has(personId))
      issues.push({
        path: `zones[${index}].personId`,
        code: 'unknown_person',
        message: '花名册中没有此人，请从本企业人员中选择',
      })
  const points = new Set((await listRiskPoints(reader, { enterpriseId })).map(({ id }) => id))
  for (const [index, { id }] of read.riskPoints.entries())
    if (!points.has(id))
      issues.push({
        path: `riskPoints[${index}].id`,
        code: 'unknown_risk_point',
        message: '本企业没有此风险点，请先新增风险点，再放到图上',
      })
  const image = await resolveImage(reader, enterpriseId, read.image, issues)
  return issues.length > 0 ? { ok: false, issues } : { ok: true, value: { ...read, image } }
}

async function resolveImage(
  reader: Reader,
  enterpriseId: string,
  image: ReadPlan['image'],
  issues: Issue[],
): Promise<PlanImage | null> {
  if (image === null) return null
  const size = await findPictureSize(reader, enterpriseId, image.id)
  if (size !== null) return { ...image, ...size }
  issues.push({
    path: 'image.id',
    code: 'unknown_picture',
    message: '没有此底图，请先上传图片',
  })
  return null
}
