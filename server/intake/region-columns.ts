import type { FieldColumns } from './columns.ts'

/** Properties of boundary features (行政区划边界). */
export const REGION_COLUMNS: readonly FieldColumns[] = [
  {
    field: 'code',
    nameZh: '区划代码',
    headers: [
      '区划代码',
      '行政区划代码',
      '代码',
      'code',
      'adcode',
      'XZQDM',
      'XZDM',
      '乡镇代码',
      'id',
    ],
  },
  {
    field: 'name',
    nameZh: '名称',
    headers: ['名称', '乡镇名称', '区划名称', 'name', 'XZQMC', 'XZMC', '乡镇', 'township'],
  },
  { field: 'source', nameZh: '来源', headers: ['来源', '数据来源', 'source'] },
  { field: 'illustrative', nameZh: '示意边界', headers: ['示意边界', '示意', 'illustrative'] },
  {
    field: 'areaKm2',
    nameZh: '面积 (平方公里)',
    headers: ['面积平方公里', '面积km2', 'areaKm2', 'area_km2'],
  },
]
