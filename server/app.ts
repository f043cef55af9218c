import path from 'node:path'
import { getConnInfo } from '@hono/node-server/conninfo'
import { OpenAPIHono } from '@hono/zod-openapi'
import { createMiddleware } from 'hono/factory'
import { methodNotAllowed } from 'hono/method-not-allowed'
import type { MiddlewareHandler } from 'hono'
import { v7 as newRequestId } from 'uuid'
import { ROUTE_POLICIES } from './access/policy.ts'
import type { RoutePolicies } from './access/policy.ts'
import { authenticate, isOverTls } from './http/authenticate.ts'
import { authorize } from './http/authorize.ts'
import { clientAddressReader } from './http/client-address.ts'
import { refuseWhenClosing } from './http/closing.ts'
import { sameOriginOnly } from './http/csrf.ts'
import type { AppEnvironment, Services } from './http/environment.ts'
import { idempotency } from './http/idempotency.ts'
import { tellLoading } from './http/index-reader.ts'
import { preferredLanguage } from './http/language.ts'
import { pages } from './http/pages.ts'
import { AppError, refusalOf, writeProblem } from './http/problem.ts'
import { queryGuard } from './http/query-guard.ts'
import { rateLimit } from './http/rate.ts'
import { requestLog } from './http/request-log.ts'
import { securityHeaders } from './http/security.ts'
import { storageGuard } from './http/storage-guard.ts'
import { bodyGuard, refuseInvalid } from './http/validate.ts'
import { areaRoutes } from './routes/areas.ts'
import { assessmentRoutes } from './routes/assessments.ts'
import { cardRoutes } from './routes/cards.ts'
import { auditRoutes } from './routes/audit.ts'
import { checkRecordRoutes } from './routes/check-records.ts'
import { codeListRoutes } from './routes/code-lists.ts'
import { densityRoutes } from './routes/density.ts'
import { enterpriseAccountRoutes } from './routes/enterprise-accounts.ts'
import { enterpriseHistoryRoutes } from './routes/enterprise-history.ts'
import { enterpriseListRoutes } from './routes/enterprise-lists.ts'
import { enterpriseWriteRoutes } from './routes/enterprise-writes.ts'
import { enterpriseRoutes } from './routes/enterprises.ts'
import { eventRoutes } from './routes/events.ts'
import { exportRoutes } from './routes/exports.ts'
import { hazardListRoutes } from './routes/hazard-list.ts'
import { hazardPhotoRoutes } from './routes/hazard-photos.ts'
import { hazardRoutes } from './routes/hazards.ts'
import { healthRoutes } from './routes/health.ts'
import { importFileRoutes } from './routes/import-files.ts'
import { importTemplateRoutes } from './routes/import-templates.ts'
import { importRowRoutes } from './routes/import-rows.ts'
import { importUndoRoutes } from './routes/import-undo.ts'
import { importRoutes } from './routes/imports.ts'
import { openapiRoutes } from './routes/openapi.ts'
import { personRoutes } from './routes/persons.ts'
import { planAdoptionRoutes } from './routes/plan-adoptions.ts'
import { planGradingRoutes } from './routes/plan-gradings.ts'
import { planImageRoutes } from './routes/plan-images.ts'
import { planRevisionRoutes } from './routes/plan-revisions.ts'
import { planRoutes } from './routes/plans.ts'
import { postDutyRoutes } from './routes/post-duties.ts'
import { regionRoutes } from './routes/regions.ts'
import { riskCardRoutes } from './routes/risk-cards.ts'
import { riskEventRoutes } from './routes/risk-events.ts'
import { riskPointRoutes } from './routes/risk-points.ts'
import { sessionRoutes } from './routes/session.ts'
import { settingsRoutes } from './routes/settings.ts'
import { situationRoutes } from './routes/situation.ts'
import { tileRoutes } from './routes/tiles.ts'
import { tokenRoutes } from './routes/tokens.ts'
import { userWriteRoutes } from './routes/user-writes.ts'
import { userRoutes } from './routes/users.ts'

/** Where `npm run build` leaves the pages. */
const BUILD_DIRECTORY = path.resolve(import.meta.dirname, '..', 'var', 'build')
/** For the log only: nobody is there to read the answer. */
const CLIENT_WENT_AWAY = 499

export interface AppOptions {
  readonly buildDirectory?: string
  readonly policies?: RoutePolicies
}

/**
 * The application: every route behind the same checks, in the order in which they are cheapest.
 *
 * Shape: services → chained routes, whose type is the client's contract
 */
export function createApp(services: Services, options: AppOptions = {}) {
  const app = new OpenAPIHono<AppEnvironment>({ defaultHook: refuseInvalid })

  app.use('*', requestFacts(services))
  app.use('*', requestLog)
  app.use('*', securityHeaders(isOverTls(services.config)))
  app.use('*', privateByDefault)
  app.use('*', refuseWhenClosing)
  app.use('*', methodNotAllowed({ app, onMethodNotAllowed }))
  app.use('*', tellLoading)
  app.use('*', sameOriginOnly)
  app.use('*', authenticate)
  app.use('*', rateLimit())
  app.use('*', queryGuard(app))
  app.use('*', authorize(options.policies ?? ROUTE_POLICIES))
  app.use('*', storageGuard)
  app.use('*', bodyGuard)
  app.use('*', idempotency())

  const routes = app
    .route('/', sessionRoutes)
    .route('/', healthRoutes)
    .route('/', codeListRoutes)
    .route('/', regionRoutes)
    .route('/', situationRoutes)
    .route('/', densityRoutes)
    .route('/', areaRoutes)
    .route('/', tileRoutes)
    .route('/', enterpriseRoutes)
    .route('/', planRoutes)
    .route('/', planImageRoutes)
    .route('/', planRevisionRoutes)
    .route('/', planAdoptionRoutes)
    .route('/', planGradingRoutes)
    .route('/', riskPointRoutes)
    .route('/', riskEventRoutes)
    .route('/', assessmentRoutes)
    .route('/', hazardListRoutes)
    .route('/', hazardRoutes)
    .route('/', hazardPhotoRoutes)
    .route('/', personRoutes)
    .route('/', checkRecordRoutes)
    .route('/', enterpriseWriteRoutes)
    .route('/', riskCardRoutes)
    .route('/', enterpriseHistoryRoutes)
    .route('/', enterpriseListRoutes)
    .route('/', postDutyRoutes)
    .route('/', exportRoutes)
    .route('/', cardRoutes)
    .route('/', eventRoutes)
    .route('/', userRoutes)
    .route('/', userWriteRoutes)
    .route('/', enterpriseAccountRoutes)
    .route('/', tokenRoutes)
    .route('/', auditRoutes)
    .route('/', settingsRoutes)
    .route('/', importFileRoutes)
    .route('/', importRoutes)
    .route('/', importRowRoutes)
    .route('/', importUndoRoutes)
    .route('/', importTemplateRoutes)
    .route('/', openapiRoutes(app))

  app.use('*', pages(options.buildDirectory ?? BUILD_DIRECTORY))
  app.notFound((c) => writeProblem(c, new AppError('not_found')))
  app.onError((error, c) => {
    const refusal = refusalOf(error)
    if (refusal !== null) return writeProblem(c, refusal)
    if (c.req.raw.signal.aborted) {
      services.log.info({ requestId: c.var.requestId }, 'client went away')
      return new Response(null, { status: CLIENT_WENT_AWAY })
    }
    services.log.error({ requestId: c.var.requestId, err: error }, 'unexpected error')
    return writeProblem(c, new AppError('internal'))
  })
  return routes
}

/** What the browser's client is typed by. */
export type AppType = ReturnType<typeof createApp>

function requestFacts(services: Services): MiddlewareHandler<AppEnvironment> {
  const readAddress = clientAddressReader(services.config.trustedProxies)
  return createMiddleware(async (c, next) => {
    const requestId = newRequestId()
    // Without a socket, as in tests, there is no environment at all.
    const env = c.env as AppEnvironment['Bindings'] | undefined
    const peer = env?.incoming === undefined ? undefined : getConnInfo(c).remote.address
    c.set('services', services)
    c.set('requestId', requestId)
    c.set('language', preferredLanguage(c.req.header('accept-language')))
    c.set('clientAddress', readAddress(peer, c.req.header('x-forwarded-for')))
    c.set('session', null)
    c.header('X-Request-Id', requestId)
    return next()
  })
}

/** Data of one asker is nobody else's: kept by no cache unless a route says how. */
const privateByDefault: MiddlewareHandler<AppEnvironment> = createMiddleware(async (c, next) => {
  await next()
  if (!c.req.path.startsWith('/api')) return
  if (!c.res.headers.has('Cache-Control')) c.res.headers.set('Cache-Control', 'private, no-store')
  c.res.headers.append('Vary', 'Cookie')
})

function onMethodNotAllowed(
  c: Parameters<typeof writeProblem>[0],
  methods: readonly string[],
): Response {
  const headers = { Allow: methods.join(', ') }
  return writeProblem(c, new AppError('method_not_allowed', { headers }))
}
