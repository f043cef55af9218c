import { ROLES } from '#domain/role.ts'
import type { Role } from '#domain/role.ts'
import type { OwnedNoun } from '#server/store/owner.ts'

/** Who may use a route, and what the `:id` in its path belongs to. */
export interface RoutePolicy {
  /** `anyone` needs no session. */
  readonly roles: 'anyone' | readonly Role[]
  /** The noun `:id` names: its enterprise must be in scope, or the answer is that of a missing id. */
  readonly about?: OwnedNoun
  /** Open also while a password that was handed out or has expired is still to be changed. */
  readonly beforePasswordChange?: true
}

/** Policies by `METHOD path` as registered; a route that is not in it is open to nobody. */
export type RoutePolicies = Readonly<Record<string, RoutePolicy>>

const SIGNED_IN: readonly Role[] = ROLES
/** A display token sees aggregates only: no row of it is a person's or a single enterprise's. */
const READERS: readonly Role[] = ROLES.filter((role) => role !== 'screen')
/** Whoever works on a plant's own data: planners and superiors only read. */
const PLANT_WRITERS: readonly Role[] = [
  'admin',
  'bureau',
  'department',
  'township',
  'expert',
  'enterprise',
]
/** Whoever keeps the county's ledger of enterprises and brings in files. */
const LEDGER_WRITERS: readonly Role[] = ['admin', 'bureau', 'department', 'township']
const ADMINISTRATORS: readonly Role[] = ['admin']
/** Whoever looks after accounts; whose, `looksAfter` says. */
const ACCOUNT_KEEPERS: readonly Role[] = ['admin', 'bureau', 'township']

const anyone: RoutePolicy = { roles: 'anyone' }
const aggregates: RoutePolicy = { roles: SIGNED_IN }
const lists: RoutePolicy = { roles: READERS }
const ledger: RoutePolicy = { roles: LEDGER_WRITERS }
const administration: RoutePolicy = { roles: ADMINISTRATORS }
const accountKeeping: RoutePolicy = { roles: ACCOUNT_KEEPERS }
const readOne = (about: OwnedNoun): RoutePolicy => ({ roles: READERS, about })
const writeOne = (about: OwnedNoun): RoutePolicy => ({ roles: PLANT_WRITERS, about })

/**
 * Every route and who may use it (访问控制策略): the one table. Keys are `METHOD path` as registered.
 *
 * Ids in bodies and rows of lists are the handler's business: it passes the scope on. Import runs
 * belong to whoever started them, which their routes check.
 */
export const ROUTE_POLICIES: RoutePolicies = {
  'GET /api/health': anyone,
  'GET /readyz': anyone,
  'GET /api/openapi.json': anyone,
  'GET /c/:token': anyone,

  'POST /api/session': anyone,
  'POST /api/session/display': anyone,
  'GET /api/session': { ...aggregates, beforePasswordChange: true },
  'DELETE /api/session': { ...aggregates, beforePasswordChange: true },
  'PUT /api/session/password': { ...lists, beforePasswordChange: true },

  'GET /api/enterprises': lists,
  'POST /api/enterprises': ledger,
  'GET /api/enterprises/:id': readOne('enterprise'),
  'PATCH /api/enterprises/:id': writeOne('enterprise'),
  'DELETE /api/enterprises/:id': { roles: LEDGER_WRITERS, about: 'enterprise' },
  'GET /api/enterprises/:id/plans': readOne('enterprise'),
  'POST /api/enterprises/:id/plans': writeOne('enterprise'),
  'GET /api/enterprises/:id/persons': readOne('enterprise'),
  'POST /api/enterprises/:id/persons': writeOne('enterprise'),
  'PATCH /api/enterprises/:id/persons/:personId': writeOne('enterprise'),
  'DELETE /api/enterprises/:id/persons/:personId': writeOne('enterprise'),
  'POST /api/enterprises/:id/persons/:personId/handover': writeOne('enterprise'),
  'GET /api/enterprises/:id/history': readOne('enterprise'),
  'PUT /api/enterprises/:id/persons/:personId/duties': writeOne('enterprise'),
  'GET /api/enterprises/:id/lists/risk-controls': readOne('enterprise'),
  'GET /api/enterprises/:id/lists/hazards': readOne('enterprise'),
  'GET /api/enterprises/:id/lists/post-duties': readOne('enterprise'),
  'POST /api/enterprises/:id/photos': writeOne('enterprise'),
  'GET /api/enterprises/:id/cards': readOne('enterprise'),
  'GET /api/enterprises/:id/check-records': readOne('enterprise'),
  'POST /api/enterprises/:id/check-records': writeOne('enterprise'),

  'GET /api/plans/:id': readOne('plan'),
  'PUT /api/plans/:id': writeOne('plan'),
  'DELETE /api/plans/:id': writeOne('plan'),
  'GET /api/plans/:id/image': readOne('plan'),
  'POST /api/plans/:id/image': writeOne('plan'),
  'GET /api/plans/:id/images/:imageId': readOne('plan'),
  'GET /api/plans/:id/revisions': readOne('plan'),
  'GET /api/plans/:id/revisions/:number': readOne('plan'),
  'POST /api/plans/:id/revisions': writeOne('plan'),
  'GET /api/plans/:id/adoptions': readOne('plan'),
  'POST /api/plans/:id/adoptions': writeOne('plan'),
  'DELETE /api/plans/:id/adoptions/:adoptionId': writeOne('plan'),
  'GET /api/plans/:id/gradings': readOne('plan'),
  'POST /api/plans/:id/gradings': writeOne('plan'),

  'GET /api/risk-points': lists,
  'POST /api/risk-points': { roles: PLANT_WRITERS },
  'GET /api/risk-points/:id': readOne('risk-point'),
  'PATCH /api/risk-points/:id': writeOne('risk-point'),
  'DELETE /api/risk-points/:id': writeOne('risk-point'),
  'GET /api/risk-points/:id/events': readOne('risk-point'),
  'POST /api/risk-points/:id/events': writeOne('risk-point'),
  'GET /api/risk-points/:id/measures': readOne('risk-point'),
  'POST /api/risk-points/:id/measures': writeOne('risk-point'),
  'GET /api/risk-points/:id/assessments': readOne('risk-point'),
  'POST /api/risk-points/:id/assessments': writeOne('risk-point'),

  'GET /api/hazards': lists,
  'GET /api/hazard-counts': lists,
  'POST /api/hazards': { roles: PLANT_WRITERS },
  'GET /api/hazards/:id': readOne('hazard'),
  'PATCH /api/hazards/:id': writeOne('hazard'),
  'DELETE /api/hazards/:id': writeOne('hazard'),
  'POST /api/hazards/:id/transitions': writeOne('hazard'),
  'GET /api/hazards/:id/history': readOne('hazard'),
  'POST /api/hazards/:id/photos': writeOne('hazard'),
  'GET /api/hazards/:id/photos/:photoId': readOne('hazard'),

  'GET /api/situation': aggregates,
  // Areas that differ by one enterprise would single it out: no cell of a grid hides it there.
  'POST /api/counts-within': lists,
  'GET /api/nearest-enterprises': lists,
  'GET /api/density/at': aggregates,
  'GET /api/tiles/density.json': aggregates,
  'GET /api/tiles/density/:z/:x/:y': aggregates,
  'GET /api/tiles/enterprises.json': aggregates,
  'GET /api/tiles/enterprises/:z/:x/:y': aggregates,
  'GET /api/tiles/risk-points.json': aggregates,
  'GET /api/tiles/risk-points/:z/:x/:y': aggregates,
  'GET /api/tiles/hazards.json': aggregates,
  'GET /api/tiles/hazards/:z/:x/:y': aggregates,
  'GET /api/tiles/zones.json': aggregates,
  'GET /api/tiles/zones/:z/:x/:y': aggregates,
  'GET /api/regions/:code': aggregates,
  'GET /api/codes': aggregates,
  'GET /api/events': aggregates,

  'GET /api/imports': ledger,
  'POST /api/imports': ledger,
  'GET /api/imports/:id': ledger,
  'DELETE /api/imports/:id': ledger,
  'GET /api/imports/:id/rows': ledger,
  'GET /api/imports/:id/report': ledger,
  'GET /api/imports/:id/undo': ledger,
  'GET /api/import-templates/:kind': ledger,
  'POST /api/import-files': ledger,
  'GET /api/import-files/:id': ledger,
  'DELETE /api/import-files/:id': ledger,
  'POST /api/import-files/:id/inspection': ledger,
  'GET /api/exports/:kind': lists,

  'GET /api/users': accountKeeping,
  'POST /api/users': administration,
  'GET /api/users/:id': accountKeeping,
  'PATCH /api/users/:id': administration,
  'DELETE /api/users/:id': administration,
  'PUT /api/users/:id/password': accountKeeping,
  'GET /api/enterprise-accounts': administration,
  'POST /api/enterprise-accounts': administration,
  'GET /api/tokens': administration,
  'POST /api/tokens': administration,
  'DELETE /api/tokens/:id': administration,
  'GET /api/audit': administration,
  'GET /api/audit/export': administration,
  'GET /api/audit/verification': administration,
  'GET /api/settings': aggregates,
  'PUT /api/settings': administration,
}
