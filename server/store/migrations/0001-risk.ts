import type { Kysely } from 'kysely'
import type { Dialect } from '../dialect.ts'
import { kept, level, leveled, place } from './column-groups.ts'
import { defineTable } from './define-table.ts'

/** Risk points, their events, assessments and measures. */
export async function riskTables<T>(db: Kysely<T>, dialect: Dialect): Promise<void> {
  await defineTable(db, dialect, 'risk_point', {
    columns: {
      id: 'text',
      enterprise_id: 'text',
      plan_id: 'text?',
      zone_id: 'text?',
      number: 'text',
      name: 'text',
      kind: 'text',
      department: 'text?',
      person_id: 'text?',
      plan_x: 'real?',
      plan_y: 'real?',
      ...place,
      approximate: 'integer',
      accidents: 'text',
      ...level,
      ...leveled,
      ...kept,
    },
    primaryKey: ['id'],
    references: { enterprise_id: 'enterprise', plan_id: 'plan' },
    looseReferences: { zone_id: 'zone', person_id: 'person' },
    indexes: [['enterprise_id', 'number'], ['plan_id'], ['zone_id'], ['person_id']],
  })
  await defineTable(db, dialect, 'risk_event', {
    columns: {
      id: 'text',
      risk_point_id: 'text',
      unit: 'text?',
      name: 'text',
      hazard_factor: 'text?',
      accident: 'text',
      consequence: 'text?',
      inherent_assessment_id: 'text?',
      current_assessment_id: 'text?',
      sample: 'integer',
      recorded_at: 'text',
    },
    primaryKey: ['id'],
    references: { risk_point_id: 'risk_point' },
    indexes: [['risk_point_id']],
  })
  await defineTable(db, dialect, 'assessment', {
    columns: {
      id: 'text',
      event_id: 'text',
      risk_point_id: 'text',
      enterprise_id: 'text',
      kind: 'text',
      method: 'text',
      params: 'text',
      cutoff_set: 'text?',
      value: 'real?',
      level: 'integer',
      why: 'text',
      assessed_at: 'text',
      assessed_by: 'text',
      recorded_at: 'text',
      sample: 'integer',
    },
    primaryKey: ['id'],
    references: {
      event_id: 'risk_event',
      risk_point_id: 'risk_point',
      enterprise_id: 'enterprise',
    },
    indexes: [['event_id', 'kind'], ['risk_point_id'], ['enterprise_id']],
  })
  await defineTable(db, dialect, 'control_measure', {
    columns: {
      id: 'text',
      risk_point_id: 'text',
      event_id: 'text?',
      category: 'text',
      text: 'text',
      sample: 'integer',
      recorded_at: 'text',
    },
    primaryKey: ['id'],
    references: { risk_point_id: 'risk_point', event_id: 'risk_event' },
    indexes: [['risk_point_id'], ['event_id']],
  })
}

/** Hazards and their steps. */
export async function hazardTables<T>(db: Kysely<T>, dialect: Dialect): Promise<void> {
  await defineTable(db, dialect, 'hazard', {
    columns: {
      id: 'text',
      enterprise_id: 'text',
      risk_point_id: 'text?',
      number: 'text',
      description: 'text',
      hazard_level: 'text',
      category: 'text',
      source: 'text',
      check_mode: 'text',
      accident: 'text?',
      rule_code: 'text?',
      manage_type: 'text',
      state: 'text',
      found_at: 'text',
      found_by: 'text',
      deadline: 'text?',
      extended_deadline: 'text?',
      supervised: 'integer',
      rectifier_id: 'text?',
      acceptor_id: 'text?',
      closed_at: 'text?',
      was_overdue: 'integer',
      ...place,
      approximate: 'integer',
      measure: 'text?',
      timeline: 'text',
      ...kept,
    },
    primaryKey: ['id'],
    references: {
      enterprise_id: 'enterprise',
      risk_point_id: 'risk_point',
      rectifier_id: 'person',
      acceptor_id: 'person',
    },
    indexes: [['enterprise_id'], ['risk_point_id'], ['rectifier_id'], ['acceptor_id']],
  })
  await defineTable(db, dialect, 'hazard_event', {
    columns: {
      id: 'text',
      hazard_id: 'text',
      sequence: 'integer',
      from_state: 'text?',
      to_state: 'text',
      at: 'text',
      actor: 'text',
      actor_name: 'text',
      note: 'text',
      photos: 'text',
      deadline: 'text?',
    },
    primaryKey: ['id'],
    references: { hazard_id: 'hazard' },
    unique: [['hazard_id', 'sequence']],
  })
}
