import type { FieldColumns } from './columns.ts'
import { OWNER_COLUMNS, POSITION_COLUMNS } from './shared-columns.ts'

/** Headers of a hazard ledger (隐患排查治理台账), those of the chemical enterprises' exchange among them. */
export const HAZARD_COLUMNS: readonly FieldColumns[] = [
  ...OWNER_COLUMNS,
  {
    field: 'number',
    nameZh: '隐患编号',
    headers: ['隐患编号', '编号', 'number', 'hazard number', '隐患id', 'id'],
  },
  {
    field: 'description',
    nameZh: '隐患描述',
    headers: [
      '隐患描述',
      '隐患内容',
      '隐患名称',
      '存在问题',
      '问题描述',
      'description',
      'dangerDesc',
      'dangerName',
      '隐患',
    ],
  },
  {
    field: 'hazardLevel',
    nameZh: '隐患等级',
    headers: ['隐患等级', '隐患级别', 'hazard level', 'hazardLevel', 'dangerLevel', '等级'],
  },
  {
    field: 'foundAt',
    nameZh: '排查时间',
    headers: [
      '排查时间',
      '发现时间',
      '检查时间',
      '检查日期',
      '排查日期',
      '发现日期',
      'found at',
      'foundAt',
      'registTime',
    ],
  },
  {
    field: 'foundBy',
    nameZh: '排查人员',
    headers: [
      '排查人员',
      '检查人员',
      '检查人',
      '排查人',
      '发现人',
      '检查单位与人员',
      'found by',
      'foundBy',
      'registrant',
    ],
  },
  {
    field: 'checkMode',
    nameZh: '检查方式',
    headers: ['检查方式', '检查模式', '检查类型', '排查方式', 'check mode', 'checkMode'],
  },
  {
    field: 'category',
    nameZh: '隐患类别',
    headers: ['隐患类别', '隐患类型', '类别', 'category', 'hazardCategory'],
  },
  { field: 'source', nameZh: '隐患来源', headers: ['隐患来源', '来源', 'source', 'dangerSrc'] },
  {
    field: 'accident',
    nameZh: '事故类别',
    headers: ['可能导致事故类别', '事故类别', '事故类型', 'accident'],
  },
  {
    field: 'ruleCode',
    nameZh: '判定依据',
    headers: ['判定依据', '依据条款', '判定标准', '判定标准条款', 'rule', 'ruleCode'],
  },
  {
    field: 'manageType',
    nameZh: '治理方式',
    headers: ['治理方式', '治理类型', '整改方式', 'manage type', 'manageType', 'dangerManageType'],
  },
  {
    field: 'riskPoint',
    nameZh: '关联风险点',
    headers: ['关联风险点', '风险点', '风险点名称', '风险点编号', 'risk point', 'riskPoint'],
  },
  {
    field: 'measure',
    nameZh: '整改措施',
    headers: ['整改措施', '治理措施', '措施', 'measure', 'controlMeasures'],
  },
  {
    field: 'deadline',
    nameZh: '整改期限',
    headers: ['整改期限', '期限', '整改时限', 'deadline', 'dangerManageDeadline'],
  },
  { field: 'state', nameZh: '状态', headers: ['状态', '整改状态', '隐患状态', 'status', 'state'] },
  {
    field: 'closedAt',
    nameZh: '销号时间',
    headers: [
      '销号时间',
      '验收时间',
      '完成时间',
      '整改完成时间',
      'closed at',
      'closedAt',
      'checkAcceptTime',
    ],
  },
  ...POSITION_COLUMNS,
]
