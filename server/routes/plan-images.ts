import { actingFor, requireEnterprise } from '#server/http/owned.ts'
import {
  answerPicture,
  pictureAnswers,
  pictureBody,
  pictureSchema,
  receivePicture,
} from '#server/http/picture.ts'
import { AppError } from '#server/http/problem.ts'
import {
  answer,
  createRoute,
  idParameter,
  idSchema,
  newRoutes,
  refusals,
  z,
} from '#server/http/route.ts'
import { audited, createOnce } from '#server/http/write.ts'
import { findPicture, savePicture } from '#server/store/picture.ts'
import { findPlan } from '#server/store/plan.ts'

const upload = createRoute({
  method: 'post',
  path: '/api/plans/{id}/image',
  tags: ['plans'],
  description: 'Keeps the picture; it becomes the plan’s ground when the plan is put with its id.',
  request: { params: idParameter, body: pictureBody },
  responses: { 201: answer(pictureSchema, 'The picture'), ...refusals },
})

const current = createRoute({
  method: 'get',
  path: '/api/plans/{id}/image',
  tags: ['plans'],
  request: { params: idParameter },
  responses: { ...pictureAnswers, ...refusals },
})

const one = createRoute({
  method: 'get',
  path: '/api/plans/{id}/images/{imageId}',
  tags: ['plans'],
  description: 'A picture of the plan’s enterprise, also one that was uploaded and not yet put.',
  request: { params: z.object({ id: idSchema, imageId: idSchema }) },
  responses: { ...pictureAnswers, ...refusals },
})

/** The pictures plans are drawn on (底图): uploaded, and read back. */
export const planImageRoutes = newRoutes()
  .openapi(upload, async (c) => {
    const { store } = c.var.services
    const { id } = c.req.valid('param')
    const plan = await findPlan(store, id)
    if (plan === null) throw new AppError('not_found')
    const { enterpriseId } = plan
    const taken = await receivePicture(c.req.valid('form').file)
    const entry = audited(c, 'plan.image', { kind: 'plan', id }, actingFor(c, enterpriseId))
    const { body, headers } = await createOnce(c, entry, async (tx) => {
      await requireEnterprise(c, tx, enterpriseId)
      const imageId = await savePicture(tx, { ...taken, enterpriseId, purpose: 'plan' })
      return {
        body: { id: imageId, width: taken.width, height: taken.height },
        location: `/api/plans/${id}/images/${imageId}`,
        version: null,
      }
    })
    return c.json(body, 201, headers)
  })
  .openapi(current, async (c) => {
    const { store } = c.var.services
    const plan = await findPlan(store, c.req.valid('param').id)
    if (plan === null || plan.image === null) throw new AppError('not_found')
    return answerPicture(c, await findPicture(store, plan.enterpriseId, plan.image.id))
  })
  .openapi(one, async (c) => {
    const { store } = c.var.services
    const { id, imageId } = c.req.valid('param')
    const plan = await findPlan(store, id)
    if (plan === null) throw new AppError('not_found')
    return answerPicture(c, await findPicture(store, plan.enterpriseId, imageId))
  })
