import type { EnterpriseSize } from './enterprise.ts'
import type { HazardLevel, HazardManageType, HazardState } from './hazard.ts'
import type { Role } from './role.ts'

/** What a move needs to be there, given with it or already on the hazard (persons). */
export type MoveNeed = 'note' | 'rectifier' | 'acceptor'

/** What a day given with a move means; other moves take none. */
export type MoveDeadline =
  /** Sets the deadline; without one the default holds. */
  | 'sets'
  /** Names the day asked for; it stands in the note until granted. */
  | 'asks'
  /** Grants an extension to that day; without one the extension is refused. */
  | 'grants'

/** One legal move of a hazard (隐患流转): from where to where, for whom, needing what. */
export interface HazardMove {
  readonly from: HazardState
  readonly to: HazardState
  /** What it means, in Chinese. */
  readonly meaning: string
  readonly roles: readonly Role[]
  /** Roles it is open to as well when the plant's own check (企业自查) found the hazard. */
  readonly rolesOfSelfCheck: readonly Role[]
  readonly hazardLevels: readonly HazardLevel[]
  readonly sizes: readonly EnterpriseSize[]
  readonly manageTypes: readonly HazardManageType[]
  readonly needs: readonly MoveNeed[]
  /** The least number of pictures. */
  readonly photos: number
  /** Only on the Shanghai day the hazard was found. */
  readonly sameDay: boolean
  readonly deadline: MoveDeadline | null
}

/** Who supervises (监管方). */
const SUPERVISORS: readonly Role[] = ['admin', 'bureau', 'department', 'township']
/** Who acts for the plant (企业方); a township may do so in its place. */
const PLANT: readonly Role[] = ['admin', 'enterprise', 'township']
const PLANT_AND_SUPERVISORS: readonly Role[] = [...SUPERVISORS, 'enterprise']
const EVERY_PARTY: readonly Role[] = [...SUPERVISORS, 'expert', 'enterprise']

const general = { hazardLevels: ['general'] } as const
const major = { hazardLevels: ['major'] } as const
const small = { sizes: ['small'] } as const

function move(
  from: HazardState,
  to: HazardState,
  meaning: string,
  roles: readonly Role[],
  limits: Partial<Omit<HazardMove, 'from' | 'to' | 'meaning' | 'roles'>> = {},
): HazardMove {
  return {
    from,
    to,
    meaning,
    roles,
    rolesOfSelfCheck: [],
    hazardLevels: ['general', 'major'],
    sizes: ['above-scale', 'small'],
    manageTypes: ['immediate', 'deadline'],
    needs: [],
    photos: 0,
    sameDay: false,
    deadline: null,
    ...limits,
  }
}

/**
 * Every legal move (合法流转): what is not here cannot be done. Nothing leaves CLOSED or REJECTED.
 *
 * For one hazard and one size of enterprise a pair of states has at most one row.
 */
export const HAZARD_MOVES: readonly HazardMove[] = [
  move('REPORTED', 'CONFIRMED', '审核属实，待派单', EVERY_PARTY),
  move('REPORTED', 'REJECTED', '审核驳回，不是隐患', [...SUPERVISORS, 'expert'], {
    rolesOfSelfCheck: ['enterprise'],
    needs: ['note'],
  }),
  move('REPORTED', 'CLOSED', '即查即改，当日销号', PLANT_AND_SUPERVISORS, {
    ...general,
    manageTypes: ['immediate'],
    photos: 2,
    sameDay: true,
  }),
  move('REPORTED', 'RECTIFYING', '小微企业直接整改', PLANT_AND_SUPERVISORS, {
    ...general,
    ...small,
    needs: ['rectifier'],
    deadline: 'sets',
  }),
  move('CONFIRMED', 'RECTIFYING', '派单整改', PLANT_AND_SUPERVISORS, {
    ...general,
    needs: ['rectifier'],
    deadline: 'sets',
  }),
  move('CONFIRMED', 'PLAN_REVIEW', '提交治理方案', PLANT, { ...major, needs: ['note'] }),
  move('PLAN_REVIEW', 'RECTIFYING', '方案审查通过，按方案整改', SUPERVISORS, {
    ...major,
    needs: ['rectifier'],
    deadline: 'sets',
  }),
  move('PLAN_REVIEW', 'CONFIRMED', '方案退回修改', SUPERVISORS, { ...major, needs: ['note'] }),
  move('RECTIFYING', 'PENDING_ACCEPT', '整改完成，提请验收', PLANT),
  move('RECTIFYING', 'CLOSED', '小微企业验收销号', PLANT_AND_SUPERVISORS, {
    ...general,
    ...small,
    needs: ['rectifier', 'acceptor'],
  }),
  move('RECTIFYING', 'EXTENSION_PENDING', '申请延期', PLANT, { needs: ['note'], deadline: 'asks' }),
  move(
    'EXTENSION_PENDING',
    'RECTIFYING',
    '延期审批：给出新期限为同意，不给为不同意',
    PLANT_AND_SUPERVISORS,
    {
      ...general,
      deadline: 'grants',
    },
  ),
  move(
    'EXTENSION_PENDING',
    'RECTIFYING',
    '督办部门延期审批：给出新期限为同意，不给为不同意',
    SUPERVISORS,
    {
      ...major,
      deadline: 'grants',
    },
  ),
  move('PENDING_ACCEPT', 'CLOSED', '验收合格，销号', EVERY_PARTY, {
    ...general,
    needs: ['rectifier', 'acceptor'],
  }),
  move('PENDING_ACCEPT', 'GOV_VERIFY', '验收合格，提请销号核查', EVERY_PARTY, {
    ...major,
    needs: ['rectifier', 'acceptor'],
  }),
  move('PENDING_ACCEPT', 'ACCEPT_FAILED', '验收不合格', EVERY_PARTY, { needs: ['note'] }),
  move('ACCEPT_FAILED', 'RECTIFYING', '重新整改', PLANT_AND_SUPERVISORS),
  move('GOV_VERIFY', 'CLOSED', '核查通过，销号', SUPERVISORS, major),
  move('GOV_VERIFY', 'ACCEPT_FAILED', '核查不通过', SUPERVISORS, { ...major, needs: ['note'] }),
]
