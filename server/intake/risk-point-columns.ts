import type { FieldColumns } from './columns.ts'
import { OWNER_COLUMNS, POSITION_COLUMNS } from './shared-columns.ts'

/** Headers of a risk list (安全风险分级管控清单). */
export const RISK_POINT_COLUMNS: readonly FieldColumns[] = [
  ...OWNER_COLUMNS,
  {
    field: 'number',
    nameZh: '风险点编号',
    headers: ['风险点编号', '编号', 'number', 'no', 'code'],
  },
  {
    field: 'name',
    nameZh: '风险点名称',
    headers: ['风险点名称', '风险点', '风险源', '名称', 'risk point', 'name'],
  },
  { field: 'kind', nameZh: '风险点类型', headers: ['风险点类型', '类型', 'kind', 'type'] },
  {
    field: 'department',
    nameZh: '责任部门',
    headers: ['责任部门', '管控部门', '部门', 'department'],
  },
  {
    field: 'unit',
    nameZh: '单元·作业步骤',
    headers: ['单元作业步骤', '单元', '作业步骤', '检查项目', '作业步骤或检查项目', 'unit'],
  },
  {
    field: 'event',
    nameZh: '风险事件',
    headers: ['风险事件', '事件', '风险描述', 'risk event', 'event', '风险事件名称'],
  },
  {
    field: 'hazardFactor',
    nameZh: '主要危险有害因素',
    headers: [
      '主要危险有害因素',
      '主要危险因素',
      '危险有害因素',
      '危险源',
      '危害因素',
      'hazard factor',
      'hazardFactor',
    ],
  },
  {
    field: 'accident',
    nameZh: '可能导致事故类别',
    headers: ['可能导致事故类别', '事故类别', '事故类型', '可能导致的事故类型', 'accident'],
  },
  {
    field: 'consequence',
    nameZh: '后果',
    headers: ['后果', '可能后果', '事故后果', 'consequence'],
  },
  { field: 'method', nameZh: '评价方法', headers: ['评价方法', '评估方法', 'method'] },
  { field: 'l', nameZh: 'L', headers: ['L', '可能性L', '可能性'] },
  { field: 'e', nameZh: 'E', headers: ['E', '暴露频率E', '暴露频繁程度E', '频繁程度E', '暴露'] },
  { field: 'c', nameZh: 'C', headers: ['C', '后果C', '严重性C'] },
  { field: 's', nameZh: 'S', headers: ['S', '严重性S', '后果S', '严重程度S'] },
  { field: 'm', nameZh: 'M', headers: ['M', '控制措施M', '控制措施状态M'] },
  {
    field: 'directRule',
    nameZh: '直接判定情形',
    headers: ['直接判定情形', '直接判定', 'direct rule', 'directRule'],
  },
  {
    field: 'inherentLevel',
    nameZh: '固有等级',
    headers: ['固有等级', '固有风险等级', '固有风险', 'inherent level', 'inherentLevel'],
  },
  {
    field: 'currentLevel',
    nameZh: '现有等级',
    headers: [
      '现有等级',
      '现有风险等级',
      '风险等级',
      '等级',
      '等级色度',
      '风险级别',
      'level',
      'current level',
      'currentLevel',
    ],
  },
  {
    field: 'measures',
    nameZh: '管控措施',
    headers: ['管控措施', '现有管控措施', '控制措施', 'measures', '措施'],
  },
  {
    field: 'measureENG',
    nameZh: '工程技术措施',
    headers: ['工程技术措施', '工程技术', 'measureENG'],
  },
  { field: 'measureMGT', nameZh: '管理措施', headers: ['管理措施', 'measureMGT'] },
  {
    field: 'measureEDU',
    nameZh: '培训教育措施',
    headers: ['培训教育措施', '培训教育', '教育措施', 'measureEDU'],
  },
  {
    field: 'measurePPE',
    nameZh: '个体防护措施',
    headers: ['个体防护措施', '个体防护', '防护措施', 'measurePPE'],
  },
  {
    field: 'measureEMG',
    nameZh: '应急处置措施',
    headers: ['应急处置措施', '应急处置', '应急措施', 'measureEMG'],
  },
  {
    field: 'assessedAt',
    nameZh: '辨识分级时间',
    headers: ['辨识分级时间', '辨识时间', '评价时间', '评估日期', 'assessed at', 'assessedAt'],
  },
  ...POSITION_COLUMNS,
]
