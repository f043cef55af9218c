import type { FieldColumns } from './columns.ts'

/** Columns that several kinds of import share. A header listed first is the most telling. */

export const POSITION_COLUMNS: readonly FieldColumns[] = [
  {
    field: 'lng',
    nameZh: '经度',
    headers: [
      '经度',
      'lng',
      'lon',
      'longitude',
      'long',
      '东经',
      'x',
      '东坐标',
      '横坐标',
      'easting',
      'JD',
    ],
  },
  {
    field: 'lat',
    nameZh: '纬度',
    headers: ['纬度', 'lat', 'latitude', '北纬', 'y', '北坐标', '纵坐标', 'northing', 'WD'],
  },
  {
    field: 'lngLat',
    nameZh: '经度,纬度 (一列)',
    headers: [
      '经纬度',
      '坐标',
      '经度纬度',
      'lnglat',
      'lonlat',
      'position',
      'coordinates',
      '地理坐标',
    ],
  },
  {
    field: 'latLng',
    nameZh: '纬度,经度 (一列)',
    headers: ['纬经度', '纬度经度', 'latlng', 'latlon', 'latlong'],
  },
]

export const OWNER_COLUMNS: readonly FieldColumns[] = [
  {
    field: 'uscc',
    nameZh: '统一社会信用代码',
    headers: [
      '统一社会信用代码',
      '社会信用代码',
      '信用代码',
      'uscc',
      'TYSHXYDM',
      '企业统一社会信用代码',
    ],
  },
  {
    field: 'enterprise',
    nameZh: '企业名称',
    headers: [
      '企业名称',
      '单位名称',
      '受检单位',
      '企业',
      '所属企业',
      'enterprise',
      'company',
      'QYMC',
      'enterpriseName',
    ],
  },
]
