import { addDays, endOfShanghaiDay, shanghaiDay, startOfShanghaiDay } from '#domain/day.ts'
import type { EnterpriseSize } from '#domain/enterprise.ts'
import { defaultDeadline, effectiveDeadline, isOverdue } from '#domain/hazard-deadline.ts'
import { applyMove } from '#domain/hazard-transition.ts'
import type { HazardMoveRequest } from '#domain/hazard-transition.ts'
import { NO_PARTICULARS } from '#domain/hazard.ts'
import type { Hazard, HazardEvent, HazardState } from '#domain/hazard.ts'
import type { Person } from '#domain/person.ts'
import type { RectificationPlan } from '#domain/rectification-plan.ts'
import type { Role } from '#domain/role.ts'
import type { NewHazard } from '#server/store/hazard.ts'
import { findingsOf } from './catalogue/catalogue.ts'
import type { EventTemplate } from './catalogue/catalogue.ts'
import type { NewId } from './identifiers.ts'
import type { NewRiskPoint } from '#server/store/risk-point.ts'
import type { Random } from './random.ts'
import type { Roster } from './roster.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

type Hours = readonly [least: number, most: number]

/** What the hazards of one enterprise are made from. */
export interface HazardGround {
  readonly enterpriseId: string
  readonly size: EnterpriseSize
  readonly roster: Roster
  /** Risk points with the templates of their events. */
  readonly points: readonly {
    readonly point: NewRiskPoint
    readonly events: readonly EventTemplate[]
  }[]
  /** Nothing of the sample happens at or after this moment, at which a day begins. */
  readonly end: Date
  /** Reports little and checks itself not at all of late. */
  readonly isSilent: boolean
  /** Rectifies late, as one township does. */
  readonly isLagging: boolean
  /** Ids of the pictures before and after. */
  readonly photos: readonly [before: string, after: string]
  readonly newId: NewId
  readonly random: Random
}

interface Actor {
  readonly id: string
  readonly name: string
  readonly role: Role
}

const SAMPLE_PLAN: RectificationPlan = {
  objectives: '消除该重大隐患，恢复至判定标准要求（示例）',
  methods: '停用相关设备，由有资质单位施工整改，完工后检测（示例）',
  funding: '从安全生产费用列支，备件已采购（示例）',
  organization: '总经理牵头，设备科、安全科落实（示例）',
  schedule: '按批准的期限完成，每周报进度（示例）',
  safety: '施工期间设警戒、专人监护，执行现场处置方案（示例）',
}

/** Part of the hazards found in the last fortnight on top of the even share, so that many are open. */
const RECENT_SHARE = 0.08

const BUREAU: Actor = { id: 'sample-bureau', name: '示例·县应急管理局', role: 'bureau' }
const DEPARTMENT: Actor = { id: 'sample-department', name: '示例·行业主管部门', role: 'department' }
const TOWNSHIP: Actor = { id: 'sample-township', name: '示例·乡镇（街道）', role: 'township' }
const EXPERT: Actor = { id: 'sample-expert', name: '示例·专家', role: 'expert' }

/** Make the hazards (隐患) an enterprise had in the twelve months before the end. */
export function makeHazards(ground: HazardGround, count: number): NewHazard[] {
  const { random, end } = ground
  const moments = Array.from({ length: count }, () => {
    const isRecent = !ground.isSilent && random.chance(RECENT_SHARE)
    const days = isRecent ? random.integer(1, 14) : random.integer(ground.isSilent ? 31 : 1, 365)
    return end.getTime() - days * DAY + random.between(8, 16.5) * HOUR
  })
  return moments
    .toSorted((a, b) => a - b)
    .map((moment, index) =>
      makeHazard(ground, new Date(Math.round(moment / 60_000) * 60_000), index),
    )
}

function makeHazard(ground: HazardGround, foundAt: Date, index: number): NewHazard {
  const { random, roster } = ground
  const { point, events } = random.pick(ground.points)
  const event = random.pick(events)
  const hazardLevel = random.chance(0.06) ? 'major' : 'general'
  const all = findingsOf(event.family)
  const fitting = all.filter((finding) => finding.hazardLevel === hazardLevel)
  const finding = random.pick(fitting.length > 0 ? fitting : all)
  const checkMode = random.weighted([
    ['SELF', ground.isSilent ? 12 : 68],
    ['EXPERT', 12],
    ['DEPT', 11],
    ['GOV', 9],
  ])
  const finder = finderOf(checkMode, roster, random)
  const isImmediate = finding.hazardLevel === 'general' && random.chance(0.26)
  const manageType = isImmediate ? 'immediate' : 'deadline'
  const day = shanghaiDay(foundAt)
  const deadline = isImmediate ? defaultDeadline('general', 'immediate', day) : null
  const isSupervised = finding.hazardLevel === 'major' && random.chance(0.4)
  const reported: Hazard = {
    id: ground.newId(foundAt),
    enterpriseId: ground.enterpriseId,
    riskPointId: point.id,
    number: `YH-${day.replaceAll('-', '')}-${String(index + 1).padStart(3, '0')}`,
    description: `${point.name}：${finding.description}（示例）`,
    hazardLevel: finding.hazardLevel,
    category: finding.category,
    source: sourceOf(checkMode, random),
    checkMode,
    accident: event.accident,
    ruleCode: finding.rule,
    manageType,
    state: 'REPORTED',
    foundAt,
    foundBy: finder.name,
    deadline,
    extendedDeadline: null,
    supervised: isSupervised,
    rectifierId: null,
    acceptorId: null,
    closedAt: null,
    wasOverdue: false,
    position: point.position,
    approximate: point.approximate,
    measure: finding.measure,
    ...NO_PARTICULARS,
    part: point.name,
    inspectors: finder.name,
    interimMeasure: finding.hazardLevel === 'major' ? '停用并设警戒，专人看护（示例）' : null,
    fundsYuan: isImmediate ? 0 : ((index % 9) + 1) * (finding.hazardLevel === 'major' ? 8000 : 300),
    contingency: finding.hazardLevel === 'major' ? '按现场处置方案执行（示例）' : null,
    supervisedLevel: isSupervised ? 'county' : null,
    sample: true,
    version: 1,
    createdAt: foundAt,
    updatedAt: foundAt,
  }
  const walk = new Walk(ground, reported, finder)
  travel(walk, ground)
  return walk.finish()
}

function finderOf(checkMode: string, roster: Roster, random: Random): Actor {
  switch (checkMode) {
    case 'EXPERT':
      return EXPERT
    case 'DEPT':
      return random.pick([DEPARTMENT, BUREAU])
    case 'GOV':
      return TOWNSHIP
    default:
      return plantActor(random.pick(roster.persons))
  }
}

function plantActor({ id, name }: Person): Actor {
  return { id, name, role: 'enterprise' }
}

function sourceOf(checkMode: string, random: Random): string {
  if (checkMode === 'EXPERT') return '8'
  if (checkMode !== 'SELF') return random.pick(['2', '3', '5'])
  return random.weighted([
    ['1', 10],
    ['2', 3],
    ['4', 2],
    ['5', 2],
    ['7', 1],
  ])
}

/** One hazard on its way: every step goes through the rules the product itself obeys. */
class Walk {
  readonly ground: HazardGround
  readonly events: HazardEvent[]
  hazard: Hazard
  at: Date
  over = false

  constructor(ground: HazardGround, hazard: Hazard, finder: Actor) {
    this.ground = ground
    this.hazard = hazard
    this.at = hazard.foundAt
    this.events = [
      {
        id: ground.newId(hazard.foundAt),
        hazardId: hazard.id,
        from: null,
        to: 'REPORTED',
        at: hazard.foundAt,
        actor: finder.id,
        actorName: finder.name,
        actorRole: finder.role,
        onBehalf: false,
        note: '上报（示例）',
        photos: [ground.photos[0]],
        deadline: hazard.deadline,
      },
    ]
  }

  /** Move on after some hours; once the sample's end is reached nothing moves any more. */
  step(to: HazardState, hours: Hours, actor: Actor, more: Partial<HazardMoveRequest> = {}): void {
    const { random } = this.ground
    const wait = random.between(...hours) * HOUR
    this.stepAt(to, new Date(workingTime(this.at.getTime() + wait, wait < 12 * HOUR)), actor, more)
  }

  stepAt(to: HazardState, at: Date, actor: Actor, more: Partial<HazardMoveRequest> = {}): void {
    const now = at > this.at ? at : new Date(this.at.getTime() + HOUR / 2)
    if (this.over || now >= this.ground.end) {
      this.over = true
      return
    }
    const context = { now, enterpriseSize: this.ground.size, actor }
    const result = applyMove(this.hazard, { to, note: '示例', ...more }, context)
    if (!result.ok) throw new RangeError(`${to}: ${result.issues[0]?.message ?? 'refused'}`)
    this.hazard = result.value.hazard
    this.at = now
    this.events.push({ id: this.ground.newId(now), ...result.value.event })
  }

  finish(): NewHazard {
    const { hazard, events, at } = this
    const late = isOverdue(hazard.state, effectiveDeadline(hazard), this.ground.end, at)
    const { version: _version, updatedAt: _updatedAt, ...kept } = hazard
    const rectifier = this.ground.roster.persons.find(({ id }) => id === hazard.rectifierId)
    const responsibleDepartment = rectifier?.department ?? null
    return {
      hazard: { ...kept, responsibleDepartment, wasOverdue: kept.wasOverdue || late },
      events,
    }
  }
}

/** Nothing is signed at night: what falls there waits for the next morning. */
function workingTime(moment: number, isUrgent: boolean): number {
  const minute = Math.round(moment / 60_000) * 60_000
  if (isUrgent) return minute
  const hour = new Date(minute + 8 * HOUR).getUTCHours()
  if (hour >= 8 && hour < 18) return minute
  const midnight = startOfShanghaiDay(shanghaiDay(new Date(minute))).getTime()
  return (hour < 8 ? midnight : midnight + DAY) + 8 * HOUR + ((minute / 60_000) % 120) * 60_000
}

function travel(walk: Walk, ground: HazardGround): void {
  const { random, roster, size } = ground
  const { hazard } = walk
  const officer = plantActor(roster.safetyOfficer)
  if (hazard.hazardLevel === 'general' && random.chance(0.03)) {
    const judge = hazard.checkMode === 'SELF' ? officer : BUREAU
    walk.step('REJECTED', [2, 20], judge, { note: '经核实不构成隐患（示例）' })
    return
  }
  if (hazard.manageType === 'immediate' && !random.chance(0.04)) {
    const photos = [...ground.photos]
    walk.step('CLOSED', [0.4, 4], officer, { note: '现场立即整改完成（示例）', photos })
    return
  }
  const rectifier = roster.persons.find(({ id }) => id !== roster.safetyOfficer.id) ?? roster.head
  if (hazard.hazardLevel === 'major') return travelMajor(walk, ground, rectifier, officer)
  const lead = random.pick([7, 7, 7, 10, 15])
  const order = (): Partial<HazardMoveRequest> => ({ rectifier: rectifier.id })
  if (size === 'small' && random.chance(0.55)) {
    walk.step('RECTIFYING', [1, 40], officer, order())
  } else {
    walk.step('CONFIRMED', random.chance(0.3) ? [20, 90] : [0.5, 6], officer)
    walk.step('RECTIFYING', [1, 44], officer, { ...order(), ...deadlineIn(walk, lead) })
  }
  rectify(walk, ground, rectifier, officer)
  if (size === 'small' && random.chance(0.4)) {
    walk.step('CLOSED', [1, 30], officer, { acceptor: roster.safetyOfficer.id })
    return
  }
  handIn(walk, ground, rectifier)
  walk.step('CLOSED', [6, 120], officer, {
    acceptor: roster.safetyOfficer.id,
    photos: [ground.photos[1]],
  })
}

/** A deadline counts from the day of the order, so it is known only when the order is given. */
function deadlineIn(walk: Walk, days: number): Partial<HazardMoveRequest> {
  return days === 7 ? {} : { deadline: addDays(shanghaiDay(walk.at), days) }
}

/** Let the work take its time: mostly within the deadline, sometimes after it, sometimes never. */
function rectify(walk: Walk, ground: HazardGround, rectifier: Person, officer: Actor): void {
  const { random, isLagging } = ground
  const { deadline } = walk.hazard
  if (walk.over || deadline === null) return
  const worker = plantActor(rectifier)
  const isRecent = ground.end.getTime() - walk.hazard.foundAt.getTime() < 90 * DAY
  if (random.chance((isRecent ? 0.045 : 0.006) * (isLagging ? 5 : 1))) {
    walk.over = true
    return
  }
  const start = walk.at.getTime()
  const last = endOfShanghaiDay(deadline).getTime() - 7 * HOUR
  if (random.chance(0.08) && last - start > DAY) {
    walk.stepAt(
      'EXTENSION_PENDING',
      new Date(start + (last - start) * random.between(0.6, 0.9)),
      worker,
      {
        note: '备件未到货（示例）',
        deadline: addDays(deadline, 5),
      },
    )
    const granted = random.chance(0.8) ? { deadline: addDays(deadline, random.integer(3, 7)) } : {}
    walk.step('RECTIFYING', [1, 6], walk.hazard.hazardLevel === 'major' ? BUREAU : officer, granted)
  }
  const due = effectiveDeadline(walk.hazard) ?? deadline
  const limit = endOfShanghaiDay(due).getTime() - 7 * HOUR
  const isLate = random.chance(isLagging ? 0.38 : 0.11)
  const from = walk.at.getTime()
  const done = isLate
    ? limit + random.between(0.6, isLagging ? 24 : 9) * DAY
    : from + Math.max(HOUR, (limit - from) * random.between(0.15, 0.98))
  // The hand-in follows at once; only the clock moves here.
  if (done >= ground.end.getTime()) walk.over = true
  else walk.at = new Date(Math.round(done / 60_000) * 60_000)
}

function handIn(walk: Walk, ground: HazardGround, rectifier: Person): void {
  const { random } = ground
  const worker = plantActor(rectifier)
  const after = [ground.photos[1]]
  walk.step('PENDING_ACCEPT', [0.2, 1], worker, { note: '整改完成（示例）', photos: after })
  if (!random.chance(0.07)) return
  const checker = random.pick([plantActor(ground.roster.safetyOfficer), TOWNSHIP])
  walk.step('ACCEPT_FAILED', [4, 30], checker, { note: '整改不到位（示例）' })
  walk.step('RECTIFYING', [1, 8], checker)
  walk.step('PENDING_ACCEPT', [10, 60], worker, { note: '重新整改完成（示例）', photos: after })
}

function travelMajor(walk: Walk, ground: HazardGround, rectifier: Person, officer: Actor): void {
  const { random, roster } = ground
  walk.step('CONFIRMED', [1, 8], BUREAU)
  walk.step('PLAN_REVIEW', [8, 60], officer, {
    note: '',
    plan: SAMPLE_PLAN,
  })
  walk.step('RECTIFYING', [8, 48], BUREAU, {
    rectifier: rectifier.id,
    deadline: addDays(shanghaiDay(walk.at), random.integer(30, 60)),
  })
  rectify(walk, ground, rectifier, BUREAU)
  handIn(walk, ground, rectifier)
  walk.step('GOV_VERIFY', [6, 48], officer, {
    acceptor: roster.safetyOfficer.id,
    photos: [ground.photos[1]],
  })
  walk.step('CLOSED', [12, 96], BUREAU, { note: '核查通过（示例）' })
}
