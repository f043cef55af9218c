import type { Kysely } from 'kysely'
import type { Dialect } from '../dialect.ts'
import { defineTable } from './define-table.ts'

/** Accounts, sessions and tokens. */
export async function accountTables<T>(db: Kysely<T>, dialect: Dialect): Promise<void> {
  await defineTable(db, dialect, 'user_account', {
    columns: {
      id: 'text',
      username: 'text',
      name: 'text',
      role: 'text',
      scope: 'text',
      password_hash: 'text',
      password_history: 'text',
      password_changed_at: 'text',
      must_change_password: 'integer',
      disabled: 'integer',
      demo: 'integer',
      version: 'integer',
      created_at: 'text',
      updated_at: 'text',
    },
    primaryKey: ['id'],
    unique: [['username']],
  })
  await defineTable(db, dialect, 'session', {
    columns: {
      id_hash: 'text',
      user_id: 'text',
      created_at: 'text',
      last_seen_at: 'text',
      expires_at: 'text',
      ip: 'text?',
      agent: 'text?',
    },
    primaryKey: ['id_hash'],
    references: { user_id: 'user_account' },
    indexes: [['user_id'], ['expires_at']],
  })
  await defineTable(db, dialect, 'login_failure', {
    columns: { id: 'text', username: 'text', ip: 'text', at: 'text' },
    primaryKey: ['id'],
    indexes: [['username', 'at'], ['ip', 'at'], ['at']],
  })
  await defineTable(db, dialect, 'display_token', {
    columns: {
      id: 'text',
      name: 'text',
      token_hash: 'text',
      scope: 'text',
      created_at: 'text',
      created_by: 'text',
      last_used_at: 'text?',
      revoked_at: 'text?',
      sample: 'integer',
    },
    primaryKey: ['id'],
    unique: [['token_hash']],
  })
}

/** Audit, imports, remembered answers, and what the database knows of itself. */
export async function runTables<T>(db: Kysely<T>, dialect: Dialect): Promise<void> {
  await defineTable(db, dialect, 'audit', {
    columns: {
      sequence: 'integer',
      at: 'text',
      actor: 'text',
      action: 'text',
      subject_kind: 'text?',
      subject_id: 'text?',
      detail: 'text',
      ip: 'text?',
      prev_hash: 'text',
      hash: 'text',
    },
    primaryKey: ['sequence'],
    indexes: [['subject_kind', 'subject_id'], ['actor']],
  })
  await defineTable(db, dialect, 'import_run', {
    columns: {
      id: 'text',
      kind: 'text',
      file_name: 'text',
      file_hash: 'text',
      actor: 'text',
      status: 'text',
      rows_total: 'integer',
      rows_taken: 'integer',
      rows_refused: 'integer',
      report: 'text',
      started_at: 'text',
      finished_at: 'text?',
      undone_at: 'text?',
    },
    primaryKey: ['id'],
  })
  await defineTable(db, dialect, 'import_row', {
    columns: {
      run_id: 'text',
      row_number: 'integer',
      subject_kind: 'text',
      subject_id: 'text',
      natural_key: 'text',
      before: 'text?',
      version: 'integer',
    },
    primaryKey: ['run_id', 'row_number', 'subject_kind', 'subject_id'],
    references: { run_id: 'import_run' },
  })
  await defineTable(db, dialect, 'idempotency', {
    columns: {
      principal: 'text',
      key: 'text',
      request_hash: 'text',
      status: 'integer',
      headers: 'text',
      body: 'text',
      at: 'text',
    },
    primaryKey: ['principal', 'key'],
    indexes: [['at']],
  })
  await defineTable(db, dialect, 'meta', {
    columns: { key: 'text', value: 'text' },
    primaryKey: ['key'],
  })
  await defineTable(db, dialect, 'purge_permit', {
    columns: { id: 'integer' },
    primaryKey: ['id'],
  })
}
