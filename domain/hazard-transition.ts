import { addDays, parseDay, shanghaiDay } from './day.ts'
import type { EnterpriseSize } from './enterprise.ts'
import { deadlineDays, defaultDeadline, effectiveDeadline, isOverdue } from './hazard-deadline.ts'
import { HAZARD_STATE_NAMES } from './hazard.ts'
import type { Hazard, HazardEvent, HazardState } from './hazard.ts'
import { HAZARD_MOVES } from './hazard-moves.ts'
import type { HazardMove, MoveNeed } from './hazard-moves.ts'
import { planText } from './rectification-plan.ts'
import type { RectificationPlan } from './rectification-plan.ts'
import { failure, success } from './result.ts'
import type { Issue, Result } from './result.ts'
import type { Role } from './role.ts'

/** What a person asks for: to which state, with what. */
export interface HazardMoveRequest {
  readonly to: HazardState
  readonly note: string
  /** Roster person ids; that they are on the enterprise's roster is the caller's to check. */
  readonly rectifier?: string | null | undefined
  readonly acceptor?: string | null | undefined
  readonly photos?: readonly string[] | undefined
  readonly deadline?: string | null | undefined
  /** The rectification plan (治理方案); it stands for the note of the move that hands it in. */
  readonly plan?: RectificationPlan | null | undefined
}

export interface HazardMoveContext {
  readonly now: Date
  readonly enterpriseSize: EnterpriseSize
  readonly actor: { readonly id: string; readonly name: string; readonly role: Role }
}

/** A hazard after a move and the event to append; the store gives the event its id and steps the version. */
export interface HazardMoved {
  readonly hazard: Hazard
  readonly event: Omit<HazardEvent, 'id'>
}

type Standing = Pick<
  Hazard,
  'state' | 'hazardLevel' | 'manageType' | 'deadline' | 'extendedDeadline'
>

/**
 * The moves open to a hazard (可流转方向), whoever asks and whatever the time.
 * Shape: an extension is among them only while there is a deadline and none was granted yet
 */
export function legalMoves(hazard: Standing, enterpriseSize: EnterpriseSize): HazardMove[] {
  return HAZARD_MOVES.filter(
    (move) =>
      move.from === hazard.state &&
      move.hazardLevels.includes(hazard.hazardLevel) &&
      move.sizes.includes(enterpriseSize) &&
      move.manageTypes.includes(hazard.manageType) &&
      (move.deadline !== 'asks' || (hazard.deadline !== null && hazard.extendedDeadline === null)),
  )
}

/** Tell whether a role may make a move; some are open to the plant only for what it found itself. */
export function mayMove(
  move: Pick<HazardMove, 'roles' | 'rolesOfSelfCheck'>,
  checkMode: string,
  role: Role,
): boolean {
  return move.roles.includes(role) || (checkMode === 'SELF' && move.rolesOfSelfCheck.includes(role))
}

/**
 * Tell whether a move was made in the plant's place (代企业办理): by another than the plant, where the
 * plant alone acts or where it found the hazard itself and could have acted.
 */
export function isOnBehalf(
  move: Pick<HazardMove, 'roles' | 'rolesOfSelfCheck'>,
  checkMode: string,
  role: Role,
): boolean {
  if (role !== 'township' && role !== 'admin') return false
  const isPlantsAlone = !move.roles.includes('bureau') && move.roles.includes('enterprise')
  return isPlantsAlone || (checkMode === 'SELF' && mayMove(move, checkMode, 'enterprise'))
}

/** Tell whether a report was made in the plant's place (代企业上报): a township enters what the plant found. */
export function isReportOnBehalf(checkMode: string, role: Role): boolean {
  return checkMode === 'SELF' && (role === 'township' || role === 'admin')
}

/** The parties of the loop whose turn it can be. */
export const TURN_ROLES = [
  'enterprise',
  'township',
  'department',
  'bureau',
  'expert',
] as const satisfies readonly Role[]

/**
 * Tell whether it is a role's turn (待办): some move is open to it. While a hazard is being put right
 * the turn is the plant's, whoever else could step in.
 */
export function isTurnOf(
  hazard: Pick<Hazard, 'state' | 'hazardLevel' | 'checkMode'>,
  enterpriseSize: EnterpriseSize,
  role: Role,
): boolean {
  if (hazard.state === 'RECTIFYING') return role === 'enterprise'
  return HAZARD_MOVES.some(
    (move) =>
      move.from === hazard.state &&
      move.hazardLevels.includes(hazard.hazardLevel) &&
      move.sizes.includes(enterpriseSize) &&
      mayMove(move, hazard.checkMode, role),
  )
}

/**
 * Make one move of the loop (隐患流转).
 * Shape: the hazard is left as it is; the answer holds the new one and the event
 * Errors: illegal_move (state, size, grade or time forbid it), forbidden (the role does),
 *   then all of required, same_person, not_taken, not_a_day, out_of_range at once
 */
export function applyMove(
  hazard: Hazard,
  request: HazardMoveRequest,
  context: HazardMoveContext,
): Result<HazardMoved> {
  const moves = legalMoves(hazard, context.enterpriseSize)
  const move = moves.find((candidate) => candidate.to === request.to)
  if (move === undefined) return illegal(hazard, request.to, moves)
  const late = timeFault(hazard, move, context.now)
  if (late !== null) {
    return illegal(
      hazard,
      request.to,
      moves.filter((candidate) => candidate !== move),
      late,
    )
  }
  if (!mayMove(move, hazard.checkMode, context.actor.role))
    return failure('to', 'forbidden', `您的角色不能办理“${move.meaning}”`)

  const plan = request.plan ?? null
  const given = {
    note: [request.note.trim(), plan === null ? '' : planText(plan)].filter(Boolean).join('\n'),
    plan,
    rectifier: request.rectifier ?? hazard.rectifierId,
    acceptor: request.acceptor ?? hazard.acceptorId,
    photos: request.photos ?? [],
    deadline: request.deadline ?? null,
  }
  const issues = [
    ...missing(move, given),
    ...(plan === null || move.to === 'PLAN_REVIEW' ? [] : [untakenPlan(move)]),
    ...deadlineIssues(hazard, move, given.deadline, context),
  ]
  if (issues.length > 0) return { ok: false, issues }
  return success(moved(hazard, move, given, context))
}

interface Given {
  readonly note: string
  readonly plan: RectificationPlan | null
  readonly rectifier: string | null
  readonly acceptor: string | null
  readonly photos: readonly string[]
  readonly deadline: string | null
}

function illegal(
  hazard: Hazard,
  to: HazardState,
  allowed: readonly HazardMove[],
  reason: string | null = null,
): Result<never> {
  const here = HAZARD_STATE_NAMES[hazard.state].nameZh
  const there = HAZARD_STATE_NAMES[to].nameZh
  const choices = allowed.map(
    (move) => `${HAZARD_STATE_NAMES[move.to].nameZh}（${move.to}，${move.meaning}）`,
  )
  const remedy =
    choices.length === 0 ? '该状态下没有可办理的流转' : `当前可以流转到：${choices.join('、')}`
  return failure(
    'to',
    'illegal_move',
    `“${here}”不能流转到“${there}”${reason === null ? '' : `：${reason}`}；${remedy}`,
  )
}

function timeFault(hazard: Hazard, move: HazardMove, now: Date): string | null {
  const today = shanghaiDay(now)
  if (move.sameDay && today !== shanghaiDay(hazard.foundAt))
    return `即查即改只能在发现当日（${shanghaiDay(hazard.foundAt)}）销号`
  if (move.deadline === 'asks' && hazard.deadline !== null && today > hazard.deadline)
    return `延期须在整改期限（${hazard.deadline}）前申请`
  return null
}

const NEED_NAMES: Readonly<Record<MoveNeed, string>> = {
  note: '说明',
  rectifier: '整改责任人',
  acceptor: '验收人',
}

function missing(move: HazardMove, given: Given): Issue[] {
  const issues: Issue[] = []
  for (const need of move.needs) {
    if (given[need] === null || given[need] === '')
      issues.push({
        path: need,
        code: 'required',
        message: `“${move.meaning}”需要填写${NEED_NAMES[need]}`,
      })
  }
  if (given.photos.length < move.photos)
    issues.push({
      path: 'photos',
      code: 'required',
      message: `“${move.meaning}”需要整改前、整改后照片至少 ${move.photos} 张`,
    })
  if (given.rectifier !== null && given.rectifier === given.acceptor)
    issues.push({
      path: 'acceptor',
      code: 'same_person',
      message: '验收人不能是整改责任人，请另选一人',
    })
  return issues
}

function untakenPlan(move: HazardMove): Issue {
  return { path: 'plan', code: 'not_taken', message: `“${move.meaning}”不附治理方案` }
}

function deadlineIssues(
  hazard: Hazard,
  move: HazardMove,
  day: string | null,
  context: HazardMoveContext,
): Issue[] {
  if (day === null) {
    if (move.deadline !== 'sets' || deadlineSet(hazard, null, context.now) !== null) return []
    // No rule gives a major hazard its day: the plan does, and whoever approves it says which.
    const message = `“${move.meaning}”需要给出整改期限，请按治理方案填写日期`
    return [{ path: 'deadline', code: 'required', message }]
  }
  if (move.deadline === null)
    return [{ path: 'deadline', code: 'not_taken', message: `“${move.meaning}”不设期限` }]
  const parsed = parseDay(day)
  if (!parsed.ok) return parsed.issues.map((issue) => ({ ...issue, path: 'deadline' }))
  const [earliest, latest] = deadlineRange(hazard, move, shanghaiDay(context.now))
  if (day >= earliest && (latest === null || day <= latest)) return []
  const range = latest === null ? `${earliest} 或以后` : `${earliest} 至 ${latest} 之间`
  const message = latest !== null && latest < earliest ? '已没有可延的日期' : `期限应在 ${range}`
  return [{ path: 'deadline', code: 'out_of_range', message }]
}

/** First and last day a move may name (可选期限); the last is null where nothing bounds it. */
export function deadlineRange(
  hazard: Pick<Hazard, 'hazardLevel' | 'deadline'>,
  move: Pick<HazardMove, 'deadline'>,
  today: string,
): [string, string | null] {
  const isGeneral = hazard.hazardLevel === 'general'
  if (move.deadline === 'sets' || hazard.deadline === null)
    return [today, isGeneral ? addDays(today, deadlineDays('general-rectification-max')) : null]
  const next = addDays(hazard.deadline, 1)
  return [
    next > today ? next : today,
    isGeneral ? addDays(hazard.deadline, deadlineDays('general-extension')) : null,
  ]
}

function moved(
  hazard: Hazard,
  move: HazardMove,
  given: Given,
  context: HazardMoveContext,
): HazardMoved {
  const { now } = context
  const next: Hazard = {
    ...hazard,
    state: move.to,
    rectifierId: given.rectifier,
    acceptorId: given.acceptor,
    plan: given.plan ?? hazard.plan,
    deadline: move.deadline === 'sets' ? deadlineSet(hazard, given.deadline, now) : hazard.deadline,
    extendedDeadline: move.deadline === 'grants' ? given.deadline : hazard.extendedDeadline,
    closedAt: move.to === 'CLOSED' ? now : hazard.closedAt,
    // Waiting for acceptance is not the plant's lateness; the hand-in before it was judged then.
    wasOverdue:
      hazard.wasOverdue ||
      (hazard.state !== 'PENDING_ACCEPT' &&
        isOverdue(hazard.state, effectiveDeadline(hazard), now)),
    updatedAt: now,
  }
  const deadline = effectiveDeadline(next)
  const asked = move.deadline === 'asks' && given.deadline !== null
  const event = {
    hazardId: hazard.id,
    from: hazard.state,
    to: move.to,
    at: now,
    actor: context.actor.id,
    actorName: context.actor.name,
    actorRole: context.actor.role,
    onBehalf: isOnBehalf(move, hazard.checkMode, context.actor.role),
    note: asked ? `申请延期至 ${given.deadline}：${given.note}` : given.note,
    photos: given.photos,
    deadline: deadline === effectiveDeadline(hazard) ? null : deadline,
  }
  return { hazard: next, event }
}

function deadlineSet(hazard: Hazard, day: string | null, now: Date): string | null {
  if (day !== null) return day
  if (hazard.deadline !== null) return hazard.deadline
  const from = hazard.manageType === 'immediate' ? hazard.foundAt : now
  return defaultDeadline(hazard.hazardLevel, hazard.manageType, shanghaiDay(from))
}
