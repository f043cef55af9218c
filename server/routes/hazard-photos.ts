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
import { findHazard } from '#server/store/hazard.ts'
import { findPicture, savePicture } from '#server/store/picture.ts'

const upload = createRoute({
  method: 'post',
  path: '/api/hazards/{id}/photos',
  tags: ['hazards'],
  description: 'Keeps a photo; a transition names it by its id.',
  request: { params: idParameter, body: pictureBody },
  responses: { 201: answer(pictureSchema, 'The photo'), ...refusals },
})

const uploadBefore = createRoute({
  method: 'post',
  path: '/api/enterprises/{id}/photos',
  tags: ['hazards'],
  description: 'Keeps a photo of an enterprise; the report of a hazard names it by its id.',
  request: { params: idParameter, body: pictureBody },
  responses: { 201: answer(pictureSchema, 'The photo'), ...refusals },
})

const read = createRoute({
  method: 'get',
  path: '/api/hazards/{id}/photos/{photoId}',
  tags: ['hazards'],
  request: { params: z.object({ id: idSchema, photoId: idSchema }) },
  responses: { ...pictureAnswers, ...refusals },
})

/** Photos (照片) of hazards, before and after they were put right. */
export const hazardPhotoRoutes = newRoutes()
  .openapi(upload, async (c) => {
    const { store } = c.var.services
    const { id } = c.req.valid('param')
    const hazard = await findHazard(store, id)
    if (hazard === null) throw new AppError('not_found')
    const { enterpriseId } = hazard
    const taken = await receivePicture(c.req.valid('form').file)
    const entry = audited(c, 'hazard.photo', { kind: 'hazard', id }, actingFor(c, enterpriseId))
    const { body, headers } = await createOnce(c, entry, async (tx) => {
      await requireEnterprise(c, tx, enterpriseId)
      const photoId = await savePicture(tx, { ...taken, enterpriseId, purpose: 'photo' })
      return {
        body: { id: photoId, width: taken.width, height: taken.height },
        location: `/api/hazards/${id}/photos/${photoId}`,
        version: null,
      }
    })
    return c.json(body, 201, headers)
  })
  .openapi(uploadBefore, async (c) => {
    const { id: enterpriseId } = c.req.valid('param')
    const taken = await receivePicture(c.req.valid('form').file)
    const subject = { kind: 'enterprise', id: enterpriseId }
    const entry = audited(c, 'enterprise.photo', subject, actingFor(c, enterpriseId))
    const { body, headers } = await createOnce(c, entry, async (tx) => {
      await requireEnterprise(c, tx, enterpriseId)
      const photoId = await savePicture(tx, { ...taken, enterpriseId, purpose: 'photo' })
      return {
        body: { id: photoId, width: taken.width, height: taken.height },
        location: `/api/enterprises/${enterpriseId}`,
        version: null,
      }
    })
    return c.json(body, 201, headers)
  })
  .openapi(read, async (c) => {
    const { store } = c.var.services
    const { id, photoId } = c.req.valid('param')
    const hazard = await findHazard(store, id)
    if (hazard === null) throw new AppError('not_found')
    return answerPicture(c, await findPicture(store, hazard.enterpriseId, photoId))
  })
