import type { Person } from '#domain/person.ts'

const OF_POST: Readonly<Record<string, readonly string[]>> = {
  主要负责人: [
    '示例：全面负责本单位安全生产工作，审定风险分级管控清单',
    '示例：保证安全投入，每季度主持一次安全会议',
    '示例：亲自管控重大风险，带队检查每月不少于一次',
  ],
  安全负责人: [
    '示例：组织风险辨识、评价和清单更新，每年至少一次',
    '示例：组织隐患排查，跟踪整改和验收',
    '示例：组织安全培训和应急演练，保存记录',
  ],
  部门负责人: [
    '示例：落实本部门风险的管控措施，每周检查一次',
    '示例：组织本部门隐患整改，按期完成',
    '示例：对新上岗人员作部门级安全教育',
  ],
}

const OF_OTHERS: readonly string[] = [
  '示例：上岗前检查本岗位设备和防护用品',
  '示例：遵守操作规程，发现隐患立即报告',
  '示例：熟悉本岗位应急处置办法，参加演练',
]

/** Duty texts (责任内容) of a sample person: those of the post. */
export function sampleDuties({ post }: Pick<Person, 'post'>): readonly string[] {
  return OF_POST[post] ?? OF_OTHERS
}
