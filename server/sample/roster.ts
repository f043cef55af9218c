import type { Person } from '#domain/person.ts'
import type { NewId } from './identifiers.ts'
import { personNames, SAMPLE_PHONE } from './names.ts'
import type { Random } from './random.ts'

/** Who is who in one plant (花名册). */
export interface Roster {
  readonly persons: readonly Person[]
  readonly head: Person
  readonly safetyOfficer: Person
  /** Who answers for a department. */
  ofDepartment(department: string): Person
}

const POSTS = ['车间主任', '班组长', '设备管理员', '值班长'] as const

/** Name 4 to 12 persons: the head, the safety officer, then department by department. */
export function makeRoster(
  enterpriseId: string,
  departments: readonly string[],
  createdAt: Date,
  newId: NewId,
  random: Random,
): Roster {
  const count = Math.max(4, Math.min(12, departments.length + 2 + random.integer(0, 2)))
  const names = personNames(count, random)
  const person = (index: number, department: string, post: string): Person => ({
    id: newId(createdAt),
    enterpriseId,
    name: names[index] ?? `示例${index}`,
    department,
    post,
    phone: SAMPLE_PHONE,
    sample: true,
  })
  const head = person(0, '综合部', '主要负责人')
  const safetyOfficer = person(1, '安全部', '安全负责人')
  const others = Array.from({ length: count - 2 }, (_, index) =>
    person(
      index + 2,
      departments[index % Math.max(1, departments.length)] ?? '综合部',
      index < departments.length ? '部门负责人' : random.pick(POSTS),
    ),
  )
  const persons = [head, safetyOfficer, ...others]
  return {
    persons,
    head,
    safetyOfficer,
    ofDepartment: (department) =>
      others.find((one) => one.department === department) ?? others[0] ?? safetyOfficer,
  }
}
