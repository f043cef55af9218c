import type { Kysely } from 'kysely'
import { makeAppendOnly } from '../dialect.ts'
import type { Dialect } from '../dialect.ts'
import { accountTables, runTables } from './0001-account.ts'
import { hazardTables, riskTables } from './0001-risk.ts'
import { kept, level, leveled, place } from './column-groups.ts'
import { defineTable } from './define-table.ts'

/** All tables of the first release. */
export async function up<T>(db: Kysely<T>, dialect: Dialect): Promise<void> {
  await ledgerTables(db, dialect)
  await planTables(db, dialect)
  await riskTables(db, dialect)
  await hazardTables(db, dialect)
  await accountTables(db, dialect)
  await runTables(db, dialect)
  await makeAppendOnly(db, dialect, 'audit', false)
  await makeAppendOnly(db, dialect, 'assessment', true)
  await makeAppendOnly(db, dialect, 'hazard_event', true)
  await makeAppendOnly(db, dialect, 'plan_revision', true)
}

async function ledgerTables<T>(db: Kysely<T>, dialect: Dialect): Promise<void> {
  await defineTable(db, dialect, 'region', {
    columns: {
      code: 'text',
      name: 'text',
      kind: 'text',
      parent_code: 'text?',
      seat_lng: 'real?',
      seat_lat: 'real?',
      geometry: 'text?',
      source: 'text?',
      illustrative: 'integer',
      area_km2: 'real?',
      sample: 'integer',
    },
    primaryKey: ['code'],
    indexes: [['parent_code']],
  })
  await defineTable(db, dialect, 'enterprise', {
    columns: {
      id: 'text',
      name: 'text',
      uscc: 'text?',
      external_id: 'text?',
      county: 'text?',
      township: 'text?',
      village: 'text?',
      sector: 'text',
      industry: 'text?',
      size: 'text',
      flags: 'text',
      address: 'text?',
      employees: 'integer?',
      safety_officer: 'text?',
      phone: 'text?',
      ...place,
      source_crs: 'text?',
      source_x: 'real?',
      source_y: 'real?',
      ...level,
      ...leveled,
      ...kept,
    },
    primaryKey: ['id'],
    // Rows without a code stand side by side: null equals nothing in both engines.
    unique: [['uscc'], ['external_id', 'name']],
    indexes: [['sample', 'id']],
  })
  await defineTable(db, dialect, 'person', {
    columns: {
      id: 'text',
      enterprise_id: 'text',
      name: 'text',
      department: 'text',
      post: 'text',
      phone: 'text?',
      sample: 'integer',
    },
    primaryKey: ['id'],
    references: { enterprise_id: 'enterprise' },
    indexes: [['enterprise_id']],
  })
  await defineTable(db, dialect, 'check_record', {
    columns: {
      id: 'text',
      enterprise_id: 'text',
      check_mode: 'text',
      checked_at: 'text',
      checked_by: 'text',
      hazards_found: 'integer',
      note: 'text',
      sample: 'integer',
    },
    primaryKey: ['id'],
    references: { enterprise_id: 'enterprise' },
    indexes: [['enterprise_id', 'check_mode', 'checked_at']],
  })
  await defineTable(db, dialect, 'level_history', {
    columns: {
      subject_kind: 'text',
      subject_id: 'text',
      enterprise_id: 'text',
      at: 'text',
      ...level,
    },
    primaryKey: ['subject_kind', 'subject_id', 'at'],
    references: { enterprise_id: 'enterprise' },
    indexes: [['enterprise_id']],
  })
}

async function planTables<T>(db: Kysely<T>, dialect: Dialect): Promise<void> {
  await defineTable(db, dialect, 'plan', {
    columns: {
      id: 'text',
      enterprise_id: 'text',
      name: 'text',
      frame: 'text',
      image: 'text?',
      structures: 'text',
      symbols: 'text',
      ...kept,
    },
    primaryKey: ['id'],
    references: { enterprise_id: 'enterprise' },
    indexes: [['enterprise_id']],
  })
  await defineTable(db, dialect, 'zone', {
    columns: {
      id: 'text',
      plan_id: 'text',
      enterprise_id: 'text',
      ordinal: 'integer',
      name: 'text',
      kind: 'text',
      department: 'text?',
      person_id: 'text?',
      geometry: 'text',
      geometry_wgs84: 'text?',
      why: 'text',
      ...level,
    },
    primaryKey: ['id'],
    references: { plan_id: 'plan', enterprise_id: 'enterprise' },
    looseReferences: { person_id: 'person' },
    indexes: [['plan_id'], ['enterprise_id'], ['person_id']],
  })
  await defineTable(db, dialect, 'picture', {
    columns: {
      id: 'text',
      enterprise_id: 'text',
      purpose: 'text',
      width: 'integer',
      height: 'integer',
      mime: 'text',
      bytes: 'bytes',
      created_at: 'text',
    },
    // By content, but each enterprise has its own: knowing a picture does not open another's copy.
    primaryKey: ['id', 'enterprise_id'],
    references: { enterprise_id: 'enterprise' },
    indexes: [['enterprise_id']],
  })
  await defineTable(db, dialect, 'plan_revision', {
    columns: {
      id: 'text',
      plan_id: 'text',
      enterprise_id: 'text',
      number: 'integer',
      document: 'text',
      token: 'text',
      published_at: 'text',
      published_by: 'text',
    },
    primaryKey: ['id'],
    references: { plan_id: 'plan', enterprise_id: 'enterprise' },
    unique: [['token'], ['plan_id', 'number']],
    indexes: [['enterprise_id']],
  })
}
