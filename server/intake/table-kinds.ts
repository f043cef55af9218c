import type { FieldColumns } from './columns.ts'
import { ENTERPRISE_COLUMNS } from './enterprise-columns.ts'
import { HAZARD_COLUMNS } from './hazard-columns.ts'
import type { ImportKind } from './import-options.ts'
import { REGION_COLUMNS } from './region-columns.ts'
import { RISK_POINT_COLUMNS } from './risk-point-columns.ts'

/** The kinds that come as tables; boundaries come as GeoJSON. */
export type TableKind = Exclude<ImportKind, 'regions'>

/** The columns of a kind: what it knows, and of which groups at least one must be there. */
export interface KindColumns {
  readonly fields: readonly FieldColumns[]
  readonly requiredColumns: readonly (readonly string[])[]
}

/** Columns that say where a row is, in any of their forms; latitude is missed beside longitude by each row. */
export const POSITION_FIELDS = ['lng', 'lat', 'lngLat', 'latLng'] as const
const OWNER_FIELDS = ['enterprise', 'uscc']

/** What a table of one kind must and may have; a county asks for township and sector. */
export function columnsOf(kind: ImportKind, hasCounty: boolean): KindColumns {
  switch (kind) {
    case 'enterprises':
      return {
        fields: ENTERPRISE_COLUMNS,
        requiredColumns: [
          ['name'],
          POSITION_FIELDS,
          ...(hasCounty ? [['township'], ['sector']] : []),
        ],
      }
    case 'risk-points':
      return { fields: RISK_POINT_COLUMNS, requiredColumns: [OWNER_FIELDS, ['name']] }
    case 'hazards':
      return {
        fields: HAZARD_COLUMNS,
        requiredColumns: [
          OWNER_FIELDS,
          ['description'],
          ['hazardLevel'],
          ['foundAt'],
          ['checkMode'],
        ],
      }
    case 'regions':
      return { fields: REGION_COLUMNS, requiredColumns: [['name']] }
  }
}
