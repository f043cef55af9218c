import type { Person } from '#domain/person.ts'

const OF_POST: Readonly<Record<string, readonly string[]>> = {
  主要负责人: [
    '示例：全面负责本单位安全生产工作，审定风险分级管控清单',
    '示例：保证安全投入，主持安全会议｜会议，每季度一次｜会议纪要',
    '示例：亲自管控重大风险，带队检查｜检查，每月不少于一次｜检查记录',
  ],
  安全负责人: [
    '示例：组织风险辨识、评价和清单更新｜辨识，每年至少一次｜更新后的清单',
    '示例：组织隐患排查，跟踪整改和验收',
    '示例：组织安全培训和应急演练｜按年度计划｜培训和演练记录',
  ],
  部门负责人: [
    '示例：落实本部门风险的管控措施｜检查，每周一次｜检查记录',
    '示例：组织本部门隐患整改，按期完成',
    '示例：对新上岗人员作部门级安全教育',
  ],
}

const OF_OTHERS: readonly string[] = [
  '示例：检查本岗位设备和防护用品｜点检，每班上岗前｜点检表',
  '示例：遵守操作规程，发现隐患立即报告',
  '示例：熟悉本岗位应急处置办法，参加演练',
]

/** Duty texts (责任内容) of a sample person: those of the post. */
export function sampleDuties({ post }: Pick<Person, 'post'>): readonly string[] {
  return OF_POST[post] ?? OF_OTHERS
}
