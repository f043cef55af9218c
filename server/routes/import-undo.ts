import type { Context } from 'hono'
import { inScope } from '#domain/scope.ts'
import type { AppEnvironment } from '#server/http/environment.ts'
import { importAlreadyTaken, undoRefusal } from '#server/http/import-refusal.ts'
import { ownImportRun } from '#server/http/own-import-run.ts'
import { AppError } from '#server/http/problem.ts'
import {
  answer,
  createRoute,
  emptyAnswer,
  idParameter,
  newRoutes,
  refusals,
  z,
} from '#server/http/route.ts'
import { undoImport } from '#server/intake/undo.ts'
import { importJobsOf } from '#server/services/import-jobs.ts'

const preview = createRoute({
  method: 'get',
  path: '/api/imports/{id}/undo',
  tags: ['imports'],
  description: 'What taking the run back would do; changes nothing.',
  request: { params: idParameter },
  responses: {
    200: answer(
      z.object({
        possible: z.boolean(),
        removes: z.number().int(),
        restores: z.number().int(),
        obstacles: z.array(z.string()),
      }),
      'What would become of it',
    ),
    ...refusals,
  },
})

const remove = createRoute({
  method: 'delete',
  path: '/api/imports/{id}',
  tags: ['imports'],
  description: 'Calls off a run that is on its way; takes back one that was taken.',
  request: { params: idParameter },
  responses: { 204: emptyAnswer('Called off, or taken back'), ...refusals },
})

/** Taking an import back (撤销导入), or calling it off. */
export const importUndoRoutes = newRoutes()
  .openapi(preview, async (c) => {
    const run = await ownImportRun(c, c.req.valid('param').id)
    const outcome = await undoImport(c.var.services.store, run.id, { ...undoing(c), dryRun: true })
    if (!outcome.ok && outcome.code !== 'in_the_way') throw new AppError('conflict')
    return c.json(
      outcome.ok
        ? {
            possible: true,
            removes: outcome.removed,
            restores: outcome.restored,
            obstacles: [],
          }
        : { possible: false, removes: 0, restores: 0, obstacles: outcome.lines.slice(0, 200) },
      200,
    )
  })
  .openapi(remove, async (c) => {
    const { store } = c.var.services
    const run = await ownImportRun(c, c.req.valid('param').id)
    const job = importJobsOf(store).find(run.id)
    if (job !== null) {
      job.cancel()
      const outcome = await job.ended
      if (outcome !== null && outcome.status === 'taken') throw importAlreadyTaken()
      return c.body(null, 204)
    }
    const outcome = await undoImport(store, run.id, undoing(c))
    if (outcome.ok) return c.body(null, 204)
    if (outcome.code === 'not_found') throw new AppError('not_found')
    throw undoRefusal(outcome.code, outcome.lines)
  })

function undoing(c: Context<AppEnvironment>) {
  const { principal, scope, clientAddress } = c.var
  return {
    actor: principal.username,
    ip: clientAddress,
    permits: (enterprise: Parameters<typeof inScope>[1]) => inScope(scope, enterprise),
  }
}
